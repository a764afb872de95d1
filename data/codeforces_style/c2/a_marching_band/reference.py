n = int(input())
feet = [int(word) % 2 for word in input().split()]
stay = [0, 0]  # commands so far when the last musician ends on the left, on the right foot
for foot in feet:
    stay = [stay[1] + (foot != 0), stay[0] + (foot != 1)]
print(min(stay))
