//go:build (android || jni) && cgo

#include "activity.h"
#include "steps.h"

#include <android/native_activity.h>
#include <android/window.h>
#include <pthread.h>

#define NOTIFY "android.permission.POST_NOTIFICATIONS"

enum {
	granted = 0,      // PackageManager.PERMISSION_GRANTED
	notify_api = 33,  // before Android 13 nobody is asked
	notify_code = 71, // comes back with the answer, which the app does not wait for
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static ANativeActivity *current; // NULL while there is none; guarded by lock
static bool secure = true;       // until the app knows what the person wants; guarded by lock
static void (*after_destroy)(ANativeActivity *);

// apply sends the flag to the window. Unlike Window.setFlags, ANativeActivity_setWindowFlags may
// be called on any thread: it leaves a message for the one that owns the window.
static void apply(void) {
	if (current != NULL) {
		ANativeActivity_setWindowFlags(current, secure ? AWINDOW_FLAG_SECURE : 0, secure ? 0 : AWINDOW_FLAG_SECURE);
	}
}

static void destroyed(ANativeActivity *activity) {
	pthread_mutex_lock(&lock);
	if (current == activity) {
		current = NULL;
	}
	pthread_mutex_unlock(&lock);
	if (after_destroy != NULL) {
		after_destroy(activity);
	}
}

// throughline_onCreate is what Android calls first, named in AndroidManifest.xml
// (android.app.func_name): Fyne gives nobody the activity that it is started with. The window
// is secure before anything is drawn, and so is one that Android makes anew.
JNIEXPORT void throughline_onCreate(ANativeActivity *activity, void *saved, size_t size) {
	ANativeActivity_onCreate(activity, saved, size); // Fyne's
	after_destroy = activity->callbacks->onDestroy;
	activity->callbacks->onDestroy = destroyed;
	pthread_mutex_lock(&lock);
	current = activity;
	apply();
	pthread_mutex_unlock(&lock);
}

void activity_secure(int on) {
	pthread_mutex_lock(&lock);
	secure = on != 0;
	apply();
	pthread_mutex_unlock(&lock);
}

// begin makes room for what a function holds.
static bool begin(JNIEnv *env, char *cause) {
	cause[0] = 0;
	if ((*env)->PushLocalFrame(env, frame) != 0) {
		(*env)->ExceptionClear(env);
		return false;
	}
	return true;
}

// end clears and frees all that a function left, and says what was thrown.
static bool end(JNIEnv *env, char *cause) {
	jthrowable what = (*env)->ExceptionOccurred(env);
	if (what != NULL) {
		(*env)->ExceptionClear(env);
		say(env, what, cause);
	}
	(*env)->PopLocalFrame(env, NULL);
	return what == NULL;
}

static bool may_notify(JNIEnv *env, jobject context) {
	return call_int(env, context, "android/content/Context", "checkSelfPermission", "(Ljava/lang/String;)I", text(env, NOTIFY)) == granted;
}

void activity_ask_to_notify(uintptr_t jni_env, uintptr_t jni_context, char *cause) {
	JNIEnv *env = (JNIEnv *)jni_env;
	if (!begin(env, cause)) {
		return;
	}
	jobject context = (*env)->NewLocalRef(env, (jobject)jni_context);
	if (api(env) >= notify_api && !may_notify(env, context)) {
		call_void(env, context, "android/app/Activity", "requestPermissions", "([Ljava/lang/String;I)V", one(env, NOTIFY), (jint)notify_code);
	}
	end(env, cause);
}

int activity_network(uintptr_t jni_env, uintptr_t jni_context, char *cause) {
	JNIEnv *env = (JNIEnv *)jni_env;
	if (!begin(env, cause)) {
		return network_unknown;
	}
	jobject context = (*env)->NewLocalRef(env, (jobject)jni_context);
	jobject manager = call(env, context, "android/content/Context", "getSystemService",
		"(Ljava/lang/String;)Ljava/lang/Object;", text(env, "connectivity"));
	jobject active = call(env, manager, "android/net/ConnectivityManager", "getActiveNetwork", "()Landroid/net/Network;");
	bool metered = call_bool(env, manager, "android/net/ConnectivityManager", "isActiveNetworkMetered", "()Z");
	bool known = manager != NULL, some = active != NULL;
	if (!end(env, cause) || !known) {
		return network_unknown;
	}
	return !some ? network_none : metered ? network_metered : network_free;
}

void activity_zone(uintptr_t jni_env, char *name, char *cause) {
	JNIEnv *env = (JNIEnv *)jni_env;
	name[0] = 0;
	if (!begin(env, cause)) {
		return;
	}
	jobject zone = call_static(env, "java/util/TimeZone", "getDefault", "()Ljava/util/TimeZone;");
	jstring id = call(env, zone, "java/util/TimeZone", "getID", "()Ljava/lang/String;");
	if (id != NULL && (*env)->GetStringUTFLength(env, id) < phone_zone) {
		(*env)->GetStringUTFRegion(env, id, 0, (*env)->GetStringLength(env, id), name);
		name[(*env)->GetStringUTFLength(env, id)] = 0;
	}
	end(env, cause);
}
