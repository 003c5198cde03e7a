//go:build jni && cgo

package jvmtest

/*
#cgo CFLAGS: -D_GNU_SOURCE -I${SRCDIR}/include -I/usr/include/android

#include <android/native_activity.h>
#include <stdlib.h>

// What Fyne and Android have for an activity, as far as the app meets it.

static int destroyed;

static void fynes_destroy(ANativeActivity *activity) { destroyed++; }

void ANativeActivity_onCreate(ANativeActivity *activity, void *saved, size_t size) {
	activity->callbacks->onDestroy = fynes_destroy;
}

void ANativeActivity_setWindowFlags(ANativeActivity *activity, uint32_t add, uint32_t remove) {
	uint32_t *flags = activity->instance;
	*flags = (*flags & ~remove) | add;
}

extern void throughline_onCreate(ANativeActivity *activity, void *saved, size_t size);

static ANativeActivity *create(void) {
	ANativeActivity *activity = calloc(1, sizeof *activity);
	activity->callbacks = calloc(1, sizeof *activity->callbacks);
	activity->instance = calloc(1, sizeof(uint32_t));
	throughline_onCreate(activity, NULL, 0);
	return activity;
}

static uint32_t flags(ANativeActivity *activity) { return *(uint32_t *)activity->instance; }

// destroy frees what Android frees: a call for the activity after it is a use of freed memory.
static void destroy(ANativeActivity *activity) {
	activity->callbacks->onDestroy(activity);
	free(activity->instance);
	free(activity->callbacks);
	free(activity);
}

static int destroys(void) { return destroyed; }
*/
import "C"

// Activity is the app's window as Android has it.
type Activity struct{ c *C.ANativeActivity }

// CreateActivity does what Android does when it starts the app, or makes its window anew.
func CreateActivity() Activity { return Activity{C.create()} }

// Flags are the window's, of android/window.h.
func (a Activity) Flags() uint32 { return uint32(C.flags(a.c)) }

// Destroy ends the window, and says how often Fyne was told of an end.
func (a Activity) Destroy() int {
	C.destroy(a.c)
	return int(C.destroys())
}
