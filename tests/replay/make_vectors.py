#!/usr/bin/env python3
"""Writes the vectors of this folder with py-fsrs 6.3.2: python3 -m venv v && v/bin/pip install fsrs==6.3.2 &&
v/bin/python make_vectors.py. Each file has the reviews of several cards and what py-fsrs makes of them under one
set of options, without fuzz; a fixed generator draws the histories."""

import json
import random
from datetime import datetime, timedelta, timezone
from fsrs import Card, Rating, Scheduler

WORDS = {Rating.Again: "again", Rating.Hard: "hard", Rating.Good: "good", Rating.Easy: "easy"}
START = datetime(2026, 1, 1, 8, 0, tzinfo=timezone.utc)


def text(time):
    return time.isoformat().replace("+00:00", "Z")


def write(name, options, histories):
    steps = {} if options.get("steps", True) else {"learning_steps": (), "relearning_steps": ()}
    scheduler = Scheduler(
        desired_retention=options.get("retention", 0.9),
        maximum_interval=options.get("cap", 36500),
        enable_fuzzing=False,
        **steps,
    )
    rows = []
    for number, history in enumerate(histories):
        card = Card(card_id=number)
        at = START
        for rating, wait in history:
            if card.last_review:
                at = wait(card)
            card, _ = scheduler.review_card(card, rating, at)
            rows.append({
                "card": f"c{number}",
                "rating": WORDS[rating],
                "at": text(at),
                "stability": card.stability,
                "difficulty": card.difficulty,
                "interval": (card.due - card.last_review).days,
                "due": text(card.due),
            })
    with open(f"{name}.json", "w") as file:
        head = json.dumps({"made_with": "py-fsrs 6.3.2", "options": options})
        body = ",\n".join(json.dumps(row) for row in rows)
        file.write(head[:-1] + ', "reviews": [\n' + body + "\n]}\n")


DUE = lambda card: max(card.due, card.last_review)
SOON = lambda card: card.last_review + timedelta(minutes=7)
LATER_TODAY = lambda card: card.last_review + timedelta(hours=23, minutes=59, seconds=59)
A_DAY = lambda card: card.last_review + timedelta(days=1)
LATE = lambda card: card.due + 3 * (card.due - card.last_review) + timedelta(days=2)
VERY_LATE = lambda card: card.due + timedelta(days=4000)
EARLY = lambda card: card.last_review + (card.due - card.last_review) / 2

ALL = [Rating.Again, Rating.Hard, Rating.Good, Rating.Easy]
draw = random.Random(20261121)


def histories(waits, weights, count, length):
    return [
        [(draw.choices(ALL, weights)[0], draw.choice(waits)) for _ in range(length)]
        for _ in range(count)
    ]


every = [[(a, DUE), (b, DUE), (c, DUE), (d, DUE)] for a in ALL for b in ALL for c in ALL for d in ALL]
write("every-rating", {}, every)
write("every-rating-no-steps", {"steps": False}, every)
write("same-day", {"steps": False}, histories([SOON, SOON, LATER_TODAY, DUE], [2, 2, 3, 1], 20, 12))
write("same-day-with-steps", {}, histories([SOON, LATER_TODAY, A_DAY, DUE], [2, 2, 4, 1], 20, 12))
write("overdue", {"steps": False}, histories([LATE, VERY_LATE, DUE, EARLY], [1, 2, 4, 2], 20, 12))
for retention in (0.7, 0.85, 0.97):
    write(f"retention-{retention}", {"steps": False, "retention": retention}, histories([DUE, LATE, EARLY, SOON], [1, 2, 4, 2], 10, 15))
write("cap", {"steps": False, "cap": 30}, histories([DUE, LATE], [1, 1, 5, 3], 10, 15))
write("cap-one-day", {"cap": 1}, histories([DUE, SOON], [1, 1, 5, 3], 5, 10))
write("long", {}, histories([DUE, LATE, EARLY, SOON], [2, 2, 9, 2], 10, 60))
