"""What people type in the journeys, in both languages; `{name}` keeps one run apart from the next."""

NEED_TITLE = {
    "ko": "시험 {name}: 하굣길 우회전 차량에 아이들이 놀람",
    "en": "Trial {name}: cars turning right frighten children on their way to school",
}
PROBLEM = {
    "ko": (
        "초등학교 앞 네거리에서 우회전하는 차가 멈추지 않아 지난해 아이 7명이 다쳤습니다. "
        "오전 8시부터 40분 동안 1,200대가 지나갑니다. 지킴이 2명이 서지만 비가 오면 서로 보이지 않고, "
        "키 작은 아이는 운전자의 눈에 들어오지 않습니다."
    ),
    "en": (
        "At the crossing before the primary school cars turn right without stopping, "
        "and seven children were hurt last year. Between 8:00 and 8:40 some 1,200 cars pass. Two wardens stand there, "
        "but in rain nobody sees anybody, and drivers overlook small children who step off the kerb."
    ),
}
SOLUTION_TITLE = {
    "ko": "시험 {name}: 우회전 차량을 아이에게 알리는 바닥등",
    "en": "Trial {name}: ground lights that announce turning cars",
}
SUMMARY = {
    "ko": "네거리에서 우회전하는 차가 다가오면 바닥의 등이 켜져 아이와 운전자에게 함께 알립니다.",
    "en": "When a car turns right towards a crossing, lights in the ground warn children and drivers at once.",
}
DESCRIPTION = {
    "ko": (
        "기둥에 단 감지기가 40m 앞의 차를 알아보고 0.3초 안에 바닥등을 켭니다. "
        "초등학교 3곳에서 6개월 동안 재어 보니 멈추는 차가 41%에서 78%로 늘었습니다. "
        "하루 공사로 달 수 있고 태양광으로 돌아갑니다. 사람의 얼굴은 찍지 않습니다."
    ),
    "en": (
        "A sensor on the pole notices a car 40 m away and switches the ground lights on within 0.3 seconds. "
        "Measured for six months at three primary schools, the share of cars that stop rose from 41 to 78 per cent. "
        "It is put up in one day, runs on solar power, and takes no pictures of faces."
    ),
}
