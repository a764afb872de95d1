import sys

data = list(map(int, sys.stdin.read().split()))
events = []
for begin, end in zip(data[1::2], data[2::2]):
    events.append((begin, 1))
    events.append((end + 1, -1))
events.sort()
minutes = guards = last = 0
for time, change in events:
    if guards == 1:
        minutes += time - last
    guards += change
    last = time
print(minutes)
