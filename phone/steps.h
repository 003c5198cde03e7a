// Steps through Java's native interface, for the C files of this folder.
//
// Every step first looks whether an earlier one threw, and then does nothing: a function is a
// straight line of steps, with one look at the end. What Java made is freed by the
// frame around each function.

#ifndef THROUGHLINE_STEPS_H
#define THROUGHLINE_STEPS_H

#include <jni.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum {
	phone_cause = 200, // bytes of what Java says, for a log
	frame = 40,        // objects of Java that one function may hold
};

static inline bool threw(JNIEnv *env) { return (*env)->ExceptionCheck(env); }

static inline jclass class_of(JNIEnv *env, const char *name) {
	return threw(env) ? NULL : (*env)->FindClass(env, name);
}

static inline jstring text(JNIEnv *env, const char *s) {
	return threw(env) ? NULL : (*env)->NewStringUTF(env, s);
}

static inline jbyteArray bytes(JNIEnv *env, const uint8_t *from, int len) {
	if (threw(env)) {
		return NULL;
	}
	jbyteArray array = (*env)->NewByteArray(env, len);
	if (array != NULL) {
		(*env)->SetByteArrayRegion(env, array, 0, len, (const jbyte *)from);
	}
	return array;
}

// wipe overwrites a copy of a secret in Java's memory.
static inline void wipe(JNIEnv *env, jbyteArray array) {
	static const jbyte zero[64];
	if (array == NULL || threw(env)) {
		return;
	}
	for (jsize at = 0, len = (*env)->GetArrayLength(env, array); at < len; at += (jsize)sizeof zero) {
		jsize rest = len - at < (jsize)sizeof zero ? len - at : (jsize)sizeof zero;
		(*env)->SetByteArrayRegion(env, array, at, rest, zero);
	}
}

static inline jobject make(JNIEnv *env, const char *name, const char *signature, ...) {
	jclass class = class_of(env, name);
	jmethodID init = class == NULL ? NULL : (*env)->GetMethodID(env, class, "<init>", signature);
	if (init == NULL) {
		return NULL;
	}
	va_list args;
	va_start(args, signature);
	jobject made = (*env)->NewObjectV(env, class, init, args);
	va_end(args);
	return threw(env) ? NULL : made;
}

static inline jobject call_static(JNIEnv *env, const char *name, const char *method, const char *signature, ...) {
	jclass class = class_of(env, name);
	jmethodID id = class == NULL ? NULL : (*env)->GetStaticMethodID(env, class, method, signature);
	if (id == NULL) {
		return NULL;
	}
	va_list args;
	va_start(args, signature);
	jobject got = (*env)->CallStaticObjectMethodV(env, class, id, args);
	va_end(args);
	return threw(env) ? NULL : got;
}

// call calls a method that gives an object. The class is the one that declares the method.
static inline jobject call(JNIEnv *env, jobject on, const char *name, const char *method, const char *signature, ...) {
	jclass class = on == NULL ? NULL : class_of(env, name);
	jmethodID id = class == NULL ? NULL : (*env)->GetMethodID(env, class, method, signature);
	if (id == NULL) {
		return NULL;
	}
	va_list args;
	va_start(args, signature);
	jobject got = (*env)->CallObjectMethodV(env, on, id, args);
	va_end(args);
	return threw(env) ? NULL : got;
}

static inline void call_void(JNIEnv *env, jobject on, const char *name, const char *method, const char *signature, ...) {
	jclass class = on == NULL ? NULL : class_of(env, name);
	jmethodID id = class == NULL ? NULL : (*env)->GetMethodID(env, class, method, signature);
	if (id == NULL) {
		return;
	}
	va_list args;
	va_start(args, signature);
	(*env)->CallVoidMethodV(env, on, id, args);
	va_end(args);
	(void)threw(env); // a call is always followed by a look
}

static inline jint call_int(JNIEnv *env, jobject on, const char *name, const char *method, const char *signature, ...) {
	jclass class = on == NULL ? NULL : class_of(env, name);
	jmethodID id = class == NULL ? NULL : (*env)->GetMethodID(env, class, method, signature);
	if (id == NULL) {
		return 0;
	}
	va_list args;
	va_start(args, signature);
	jint got = (*env)->CallIntMethodV(env, on, id, args);
	va_end(args);
	return threw(env) ? 0 : got;
}

static inline bool call_bool(JNIEnv *env, jobject on, const char *name, const char *method, const char *signature) {
	jclass class = on == NULL ? NULL : class_of(env, name);
	jmethodID id = class == NULL ? NULL : (*env)->GetMethodID(env, class, method, signature);
	if (id == NULL) {
		return false;
	}
	jboolean got = (*env)->CallBooleanMethod(env, on, id);
	return threw(env) ? false : got;
}

// is tells whether a throwable is of a class. One that this system does not have cannot be thrown.
static inline bool is(JNIEnv *env, jthrowable what, const char *name) {
	jclass class = (*env)->FindClass(env, name);
	if (class == NULL) {
		(*env)->ExceptionClear(env);
		return false;
	}
	bool yes = (*env)->IsInstanceOf(env, what, class);
	(*env)->DeleteLocalRef(env, class);
	return yes;
}

// say copies what a throwable says about itself. It is for a log.
static inline void say(JNIEnv *env, jthrowable what, char *cause) {
	jstring told = call(env, what, "java/lang/Object", "toString", "()Ljava/lang/String;");
	const char *utf = told == NULL ? NULL : (*env)->GetStringUTFChars(env, told, NULL);
	if (utf != NULL) {
		snprintf(cause, phone_cause, "%s", utf);
		(*env)->ReleaseStringUTFChars(env, told, utf);
	}
	(*env)->ExceptionClear(env);
}

static inline int api(JNIEnv *env) {
	jclass class = class_of(env, "android/os/Build$VERSION");
	jfieldID field = class == NULL ? NULL : (*env)->GetStaticFieldID(env, class, "SDK_INT", "I");
	return field == NULL ? 0 : (*env)->GetStaticIntField(env, class, field);
}

static inline jobjectArray one(JNIEnv *env, const char *s) {
	jclass class = class_of(env, "java/lang/String");
	jstring only = text(env, s);
	return threw(env) ? NULL : (*env)->NewObjectArray(env, 1, class, only);
}

#endif
