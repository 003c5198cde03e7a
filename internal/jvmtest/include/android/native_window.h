// Stands in for the NDK's, of which Debian has no package: what Fyne and this app use.
#pragma once
#include <stdint.h>
#include <sys/cdefs.h>
#include <android/rect.h>
typedef struct ANativeWindow ANativeWindow;
int32_t ANativeWindow_getWidth(ANativeWindow *window);
int32_t ANativeWindow_getHeight(ANativeWindow *window);
int32_t ANativeWindow_setBuffersGeometry(ANativeWindow *window, int32_t width, int32_t height, int32_t format);
