"""The inverse of a sum: Woodbury, Sherman-Morrison, push-through and their kin."""

from wrt.rules.rule import Rule
from wrt.rules.sources import COOKBOOK, GOLUB, HENDERSON, HORN

RANK = {"A": "n n", "U": "n k", "C": "k k", "V": "k n"}
THIN = {"A": "n n", "U": "n k", "V": "k n"}
SQUARE = {"A": "n n", "B": "n n"}
SUM = {"A": "invertible", "A + B": "invertible"}
THREE = {"A": "invertible", "B": "invertible", "A + B": "invertible"}
FILTER = {"P": "n n", "B": "n m", "C": "m n", "R": "m m"}

RULES = (
    # Woodbury
    Rule("woodbury", "inv(A + U*C*V) = inv(A) - inv(A)*U*inv(inv(C) + V*inv(A)*U)*V*inv(A)",
         {"A": "invertible", "C": "invertible", "A + U*C*V": "invertible"}, RANK, HENDERSON, "known"),
    Rule("woodbury_of_inner", "inv(A + U*C*V) = inv(A) - inv(A)*U*inv(inv(C) + V*inv(A)*U)*V*inv(A)",
         {"A": "invertible", "C": "invertible", "inv(C) + V*inv(A)*U": "invertible"}, RANK, HENDERSON, "known"),
    Rule("woodbury_sub", "inv(A - U*C*V) = inv(A) + inv(A)*U*inv(inv(C) - V*inv(A)*U)*V*inv(A)",
         {"A": "invertible", "C": "invertible", "A - U*C*V": "invertible"}, RANK, HENDERSON, "known"),
    Rule("woodbury_one", "inv(A + U*V) = inv(A) - inv(A)*U*inv(eye + V*inv(A)*U)*V*inv(A)",
         {"A": "invertible", "A + U*V": "invertible"}, THIN, GOLUB, "known"),
    Rule("woodbury_one_sub", "inv(A - U*V) = inv(A) + inv(A)*U*inv(eye - V*inv(A)*U)*V*inv(A)",
         {"A": "invertible", "A - U*V": "invertible"}, THIN, GOLUB, "known"),
    Rule("woodbury_singular", "inv(A + U*C*V) = inv(A) - inv(A)*U*C*inv(eye + V*inv(A)*U*C)*V*inv(A)",
         {"A": "invertible", "A + U*C*V": "invertible"}, RANK, HENDERSON, "known"),
    Rule("woodbury_singular_left", "inv(A + U*C*V) = inv(A) - inv(A)*U*inv(eye + C*V*inv(A)*U)*C*V*inv(A)",
         {"A": "invertible", "A + U*C*V": "invertible"}, RANK, HENDERSON, "known"),
    Rule("woodbury_eye", "inv(eye + U*V) = eye - U*inv(eye + V*U)*V", {"eye + U*V": "invertible"},
         {"U": "n k", "V": "k n"}, HENDERSON, "known"),
    Rule("woodbury_eye_sub", "inv(eye - U*V) = eye + U*inv(eye - V*U)*V", {"eye - U*V": "invertible"},
         {"U": "n k", "V": "k n"}, HENDERSON, "known"),
    Rule("woodbury_symmetric", "inv(A + C*B*C') = inv(A) - inv(A)*C*inv(inv(B) + C'*inv(A)*C)*C'*inv(A)",
         {"A": "spd", "B": "spd"}, {"A": "n n", "B": "k k", "C": "n k"}, COOKBOOK, "known",
         excess="it is enough that A, B and A + C*B*C' are invertible; for positive definite ones nothing is left "
         "to check"),
    # Sherman and Morrison
    Rule("sherman_morrison", "inv(A + u*v') = inv(A) - inv(A)*u*v'*inv(A)/(1 + v'*inv(A)*u)",
         {"A": "invertible", "1 + v'*inv(A)*u": "nonzero"}, {"A": "n n", "u": "n", "v": "n"}, GOLUB, "known"),
    Rule("sherman_morrison_sub", "inv(A - u*v') = inv(A) + inv(A)*u*v'*inv(A)/(1 - v'*inv(A)*u)",
         {"A": "invertible", "1 - v'*inv(A)*u": "nonzero"}, {"A": "n n", "u": "n", "v": "n"}, GOLUB, "known"),
    Rule("sherman_morrison_eye", "inv(eye + u*v') = eye - u*v'/(1 + v'*u)", {"1 + v'*u": "nonzero"},
         {"u": "n", "v": "n"}, GOLUB, "known"),
    Rule("sherman_morrison_mul", "inv(A + u*v')*u = inv(A)*u/(1 + v'*inv(A)*u)",
         {"A": "invertible", "1 + v'*inv(A)*u": "nonzero"}, {"A": "n n", "u": "n", "v": "n"}, GOLUB, "known"),
    # a sum of two
    Rule("inv_add", "inv(A + B) = inv(A) - inv(A)*B*inv(A + B)", SUM, SQUARE, HENDERSON, "known"),
    Rule("inv_add_left", "inv(A + B) = inv(A) - inv(A + B)*B*inv(A)", SUM, SQUARE, HENDERSON, "known"),
    Rule("inv_add_of_invertible", "inv(A + B) = inv(A) - inv(A)*inv(inv(A) + inv(B))*inv(A)", THREE, SQUARE,
         HENDERSON, "known"),
    Rule("inv_add_eq_mul", "inv(A + B) = inv(A)*inv(inv(A) + inv(B))*inv(B)", THREE, SQUARE, HENDERSON, "known"),
    Rule("inv_inv_add_inv", "inv(inv(A) + inv(B)) = A*inv(A + B)*B", THREE, SQUARE, HENDERSON, "known"),
    Rule("inv_inv_add_inv_swap", "inv(inv(A) + inv(B)) = B*inv(A + B)*A", THREE, SQUARE, HENDERSON, "known"),
    Rule("inv_inv_add_inv_sub", "inv(inv(A) + inv(B)) = A - A*inv(A + B)*A", THREE, SQUARE, HENDERSON, "known"),
    Rule("parallel_sum_comm", "A*inv(A + B)*B = B*inv(A + B)*A", {"A + B": "invertible"}, SQUARE, HENDERSON, "known"),
    Rule("inv_one_add", "inv(eye + A) = eye - A*inv(eye + A)", {"eye + A": "invertible"}, source=HENDERSON,
         kind="known"),
    Rule("inv_one_add_left", "inv(eye + A) = eye - inv(eye + A)*A", {"eye + A": "invertible"}, source=HENDERSON,
         kind="known"),
    Rule("inv_one_add_inv", "inv(eye + inv(A)) = A*inv(A + eye)", {"A": "invertible", "A + eye": "invertible"},
         source=COOKBOOK, kind="known"),
    # push-through
    Rule("push_through", "U*inv(eye + V*U) = inv(eye + U*V)*U", {"eye + V*U": "invertible"},
         {"U": "n k", "V": "k n"}, HENDERSON, "known"),
    Rule("push_through_sub", "U*inv(eye - V*U) = inv(eye - U*V)*U", {"eye - V*U": "invertible"},
         {"U": "n k", "V": "k n"}, HENDERSON, "known"),
    Rule("push_through_smul", "A*inv(c*eye + B*A) = inv(c*eye + A*B)*A", {"c": "nonzero", "c*eye + B*A": "invertible"},
         {"A": "n k", "B": "k n"}, HENDERSON, "known"),
    Rule("push_through_mul", "U*C*inv(eye + V*U*C)*V = U*inv(eye + C*V*U)*C*V", {"eye + C*V*U": "invertible"},
         {"U": "n k", "C": "k k", "V": "k n"}, HENDERSON, "known"),
    Rule("push_through_general", "inv(inv(P) + B*inv(R)*C)*B*inv(R) = P*B*inv(R + C*P*B)",
         {"P": "invertible", "R": "invertible", "R + C*P*B": "invertible"}, FILTER, HENDERSON, "known"),
    Rule("push_through_gain", "inv(inv(P) + B'*inv(R)*B)*B'*inv(R) = P*B'*inv(B*P*B' + R)", {"P": "spd", "R": "spd"},
         {"P": "n n", "B": "m n", "R": "m m"}, COOKBOOK, "known",
         excess="it is enough that P, R and B*P*B' + R are invertible; for positive definite ones nothing is left "
         "to check"),
    Rule("push_through_ridge", "inv(X'*X + c*eye)*X' = X'*inv(X*X' + c*eye)", {"c": "positive"}, {"X": "m n"},
         HORN, "known",
         excess="it is enough that c is nonzero and X*X' + c*eye invertible; for positive c nothing is left to check"),
)  # fmt: skip
