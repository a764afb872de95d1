def minutes(time):
    hour, minute = time.split(":")
    return 60 * int(hour) + int(minute)


departure = minutes(input())
arrival = minutes(input())
print((arrival - departure - 1) % 1440 + 1)
