// What the app asks of Android besides drawing. No function fails: what a phone does
// not offer is left out.

#ifndef THROUGHLINE_ACTIVITY_H
#define THROUGHLINE_ACTIVITY_H

#include <stdint.h>

enum {
	network_unknown = 0,
	network_none = 1,
	network_metered = 2,
	network_free = 3,
};

// activity_secure keeps the window's picture out of the task switcher, or lets it be seen.
void activity_secure(int on);

// activity_ask_to_notify has Android ask whether the app may show notifications, where it
// asks at all and has not been told yet. It says in cause what went wrong, for a log.
void activity_ask_to_notify(uintptr_t jni_env, uintptr_t context, char *cause);

// activity_network tells what the network costs.
int activity_network(uintptr_t jni_env, uintptr_t context, char *cause);

enum { phone_zone = 64 };

// activity_zone puts the name of the phone's time zone into name, which has room for phone_zone
// bytes; nothing where it is not known.
void activity_zone(uintptr_t jni_env, char *name, char *cause);

#endif
