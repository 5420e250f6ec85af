"""What somebody who leaves an organisation hands on, and to whom."""
