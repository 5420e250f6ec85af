"""Files that people attach to things: checked by content, kept once on disk, read under the owner's own rules.

Read in this order: `states`, `errors`, `names`, `images`, `archives`, `checks` (what may come in), `storage` (disk),
`owners` (who decides), `policies`, `models`, `queries`, `service`, `views`.
"""
