// Bionic's brings stdint.h along, and Fyne counts on it.
#pragma once
#include <stdint.h>
#include_next <stdlib.h>
