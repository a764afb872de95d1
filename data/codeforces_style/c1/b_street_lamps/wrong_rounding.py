n = int(input())
lamps = input().strip()
print((lamps.count("01") + lamps.count("10")) // 2)
