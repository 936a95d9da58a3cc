// The elements that tensor cores multiply, and what their sums are kept in.
#pragma once
#include "keywords.h"

enum Element { Int8, Fp16, Bf16, Fp8 };

template <Element E> struct Sum { typedef float type; };
template <> struct Sum<Int8> { typedef int type; };
