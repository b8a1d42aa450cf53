"""Terms as the kernel reads them, in short: symbols, and what is made of them."""

A, B, C = (["sym", name, "n", "n"] for name in "ABC")
W, U = ["sym", "W", "m", "n"], ["sym", "U", "m", "n"]
x, y, s, t = ["sym", "x", "n", 1], ["sym", "y", "n", 1], ["sym", "s", 1, 1], ["sym", "t", 1, 1]
T = lambda a: ["T", a]
mul = lambda *a: ["mul", *a]
add = lambda *a: ["add", *a]
neg = lambda a: ["neg", a]
num = lambda *a: ["num", *a]
inv = lambda a: ["inv", a]
two = num(2)
exp = lambda a: ["fn", "exp", a]
sigmoid = lambda a: ["fn", "sigmoid", a]
