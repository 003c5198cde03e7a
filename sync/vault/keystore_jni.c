//go:build (android || jni) && cgo

// The key lives in Android's Keystore and never leaves it (API 23):
// https://developer.android.com/privacy-and-security/keystore
//
// Every step first looks whether an earlier one threw, and then does nothing: a
// function is a straight line of steps, with one look at the end. What Java
// made is freed by the frame around each function.

#include "keystore_jni.h"

#include <jni.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define PROVIDER "AndroidKeyStore"
#define SPEC "android/security/keystore/KeyGenParameterSpec"
#define BUILDER SPEC "$Builder"
#define SELF "(Ljava/lang/String;)L" BUILDER ";"

enum {
	encrypt_mode = 1, // Cipher.ENCRYPT_MODE
	decrypt_mode = 2,
	purposes = 1 | 2, // KeyProperties.PURPOSE_ENCRYPT | PURPOSE_DECRYPT
	strongbox_api = 28,
	frame = 40, // objects of Java that one function may hold
};

static bool threw(JNIEnv *env) { return (*env)->ExceptionCheck(env); }

static jclass class_of(JNIEnv *env, const char *name) {
	return threw(env) ? NULL : (*env)->FindClass(env, name);
}

static jstring text(JNIEnv *env, const char *s) {
	return threw(env) ? NULL : (*env)->NewStringUTF(env, s);
}

static jbyteArray bytes(JNIEnv *env, const uint8_t *from, int len) {
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
static void wipe(JNIEnv *env, jbyteArray array) {
	static const jbyte zero[64];
	if (array == NULL || threw(env)) {
		return;
	}
	for (jsize at = 0, len = (*env)->GetArrayLength(env, array); at < len; at += (jsize)sizeof zero) {
		jsize rest = len - at < (jsize)sizeof zero ? len - at : (jsize)sizeof zero;
		(*env)->SetByteArrayRegion(env, array, at, rest, zero);
	}
}

static jobject make(JNIEnv *env, const char *name, const char *signature, ...) {
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

static jobject call_static(JNIEnv *env, const char *name, const char *method, const char *signature, ...) {
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
static jobject call(JNIEnv *env, jobject on, const char *name, const char *method, const char *signature, ...) {
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

static void call_void(JNIEnv *env, jobject on, const char *name, const char *method, const char *signature, ...) {
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

// is tells whether a throwable is of a class. One that this system does not have cannot be thrown.
static bool is(JNIEnv *env, jthrowable what, const char *name) {
	jclass class = (*env)->FindClass(env, name);
	if (class == NULL) {
		(*env)->ExceptionClear(env);
		return false;
	}
	bool yes = (*env)->IsInstanceOf(env, what, class);
	(*env)->DeleteLocalRef(env, class);
	return yes;
}

// say copies what a throwable says about itself. It holds no secret: the Keystore knows none.
static void say(JNIEnv *env, jthrowable what, char *cause) {
	jstring told = call(env, what, "java/lang/Object", "toString", "()Ljava/lang/String;");
	const char *utf = told == NULL ? NULL : (*env)->GetStringUTFChars(env, told, NULL);
	if (utf != NULL) {
		snprintf(cause, keystore_cause, "%s", utf);
		(*env)->ReleaseStringUTFChars(env, told, utf);
	}
	(*env)->ExceptionClear(env);
}

// caught clears what was thrown and says what it means.
static int caught(JNIEnv *env, char *cause) {
	static const struct {
		const char *name;
		int state;
	} known[] = {
		{"android/security/keystore/KeyPermanentlyInvalidatedException", keystore_key_lost},
		{"java/security/UnrecoverableKeyException", keystore_key_lost},
		{"javax/crypto/AEADBadTagException", keystore_wrong_key},
		{"java/security/NoSuchProviderException", keystore_no_provider},
	};
	jthrowable what = (*env)->ExceptionOccurred(env);
	(*env)->ExceptionClear(env);
	if (what == NULL) {
		snprintf(cause, keystore_cause, "Java gave nothing and threw nothing");
		return keystore_failed;
	}
	say(env, what, cause);
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (is(env, what, known[i].name)) {
			return known[i].state;
		}
	}
	return keystore_failed;
}

// has_provider tells a system without a Keystore from one whose Keystore fails.
static bool has_provider(JNIEnv *env) {
	return call_static(env, "java/security/Security", "getProvider",
		"(Ljava/lang/String;)Ljava/security/Provider;", text(env, PROVIDER)) != NULL || threw(env);
}

static jobject open_keystore(JNIEnv *env) {
	jobject keys = call_static(env, "java/security/KeyStore", "getInstance",
		"(Ljava/lang/String;)Ljava/security/KeyStore;", text(env, PROVIDER));
	call_void(env, keys, "java/security/KeyStore", "load", "(Ljava/security/KeyStore$LoadStoreParameter;)V", (jobject)NULL);
	return threw(env) ? NULL : keys;
}

// begin makes room for what a function holds, and looks whether there is a Keystore at all.
static int begin(JNIEnv *env, char *cause) {
	cause[0] = 0;
	if ((*env)->PushLocalFrame(env, frame) != 0) {
		(*env)->ExceptionClear(env);
		snprintf(cause, keystore_cause, "no room for Java's objects");
		return keystore_failed;
	}
	if (!has_provider(env)) {
		snprintf(cause, keystore_cause, "there is no provider " PROVIDER);
		(*env)->PopLocalFrame(env, NULL);
		return keystore_no_provider;
	}
	return keystore_ok;
}

// end clears and frees all that a function left.
static int end(JNIEnv *env, bool whole, char *cause) {
	int state = whole && !threw(env) ? keystore_ok : caught(env, cause);
	(*env)->PopLocalFrame(env, NULL);
	return state;
}

static jobject find_key(JNIEnv *env, jobject keys, jstring alias) {
	return call(env, keys, "java/security/KeyStore", "getKey",
		"(Ljava/lang/String;[C)Ljava/security/Key;", alias, (jobject)NULL);
}

static int api(JNIEnv *env) {
	jclass class = class_of(env, "android/os/Build$VERSION");
	jfieldID field = class == NULL ? NULL : (*env)->GetStaticFieldID(env, class, "SDK_INT", "I");
	return field == NULL ? 0 : (*env)->GetStaticIntField(env, class, field);
}

static jobjectArray one(JNIEnv *env, const char *s) {
	jclass class = class_of(env, "java/lang/String");
	jstring only = text(env, s);
	return threw(env) ? NULL : (*env)->NewObjectArray(env, 1, class, only);
}

// make_key makes AES-256 for GCM alone. The Keystore then insists on choosing each IV itself.
static jobject make_key(JNIEnv *env, jstring alias, bool strongbox) {
	jobject builder = make(env, BUILDER, "(Ljava/lang/String;I)V", alias, (jint)purposes);
	call(env, builder, BUILDER, "setBlockModes", "([Ljava/lang/String;)L" BUILDER ";", one(env, "GCM"));
	call(env, builder, BUILDER, "setEncryptionPaddings", "([Ljava/lang/String;)L" BUILDER ";", one(env, "NoPadding"));
	call(env, builder, BUILDER, "setKeySize", "(I)L" BUILDER ";", (jint)256);
	if (strongbox) {
		call(env, builder, BUILDER, "setIsStrongBoxBacked", "(Z)L" BUILDER ";", (jboolean)JNI_TRUE);
	}
	jobject spec = call(env, builder, BUILDER, "build", "()L" SPEC ";");
	jobject maker = call_static(env, "javax/crypto/KeyGenerator", "getInstance",
		"(Ljava/lang/String;Ljava/lang/String;)Ljavax/crypto/KeyGenerator;", text(env, "AES"), text(env, PROVIDER));
	call_void(env, maker, "javax/crypto/KeyGenerator", "init", "(Ljava/security/spec/AlgorithmParameterSpec;)V", spec);
	return call(env, maker, "javax/crypto/KeyGenerator", "generateKey", "()Ljavax/crypto/SecretKey;");
}

// new_key uses the security chip (StrongBox) where there is one. A phone without throws
// StrongBoxUnavailableException, and some with a bad one throw its parent, ProviderException.
static jobject new_key(JNIEnv *env, jstring alias) {
	if (api(env) >= strongbox_api) {
		if ((*env)->PushLocalFrame(env, frame) != 0) {
			return NULL;
		}
		jobject key = (*env)->PopLocalFrame(env, make_key(env, alias, true));
		if (!threw(env)) {
			return key;
		}
		jthrowable what = (*env)->ExceptionOccurred(env);
		(*env)->ExceptionClear(env);
		if (!is(env, what, "java/security/ProviderException")) {
			(*env)->Throw(env, what);
			return NULL;
		}
	}
	return make_key(env, alias, false);
}

static jobject new_cipher(JNIEnv *env) {
	return call_static(env, "javax/crypto/Cipher", "getInstance",
		"(Ljava/lang/String;)Ljavax/crypto/Cipher;", text(env, "AES/GCM/NoPadding"));
}

static jbyteArray finish(JNIEnv *env, jobject cipher, jbyteArray name, jbyteArray in) {
	call_void(env, cipher, "javax/crypto/Cipher", "updateAAD", "([B)V", name);
	return call(env, cipher, "javax/crypto/Cipher", "doFinal", "([B)[B", in);
}

// take copies an array that must have exactly len bytes.
static bool take(JNIEnv *env, jbyteArray from, uint8_t *to, int len) {
	if (from == NULL || threw(env) || (*env)->GetArrayLength(env, from) != len) {
		return false;
	}
	(*env)->GetByteArrayRegion(env, from, 0, len, (jbyte *)to);
	return !threw(env);
}

int keystore_seal(uintptr_t jni_env, const char *alias, const uint8_t *name, int name_len, const uint8_t *in, int len,
	uint8_t *out, char *cause) {
	JNIEnv *env = (JNIEnv *)jni_env;
	int begun = begin(env, cause);
	if (begun != keystore_ok) {
		return begun;
	}
	jstring under = text(env, alias);
	jobject key = find_key(env, open_keystore(env), under);
	if (key == NULL && !threw(env)) {
		key = new_key(env, under);
	}
	jobject cipher = new_cipher(env);
	call_void(env, cipher, "javax/crypto/Cipher", "init", "(ILjava/security/Key;)V", (jint)encrypt_mode, key);
	jbyteArray iv = call(env, cipher, "javax/crypto/Cipher", "getIV", "()[B");
	jbyteArray plain = bytes(env, in, len);
	jbyteArray sealed = finish(env, cipher, bytes(env, name, name_len), plain);
	bool whole = take(env, iv, out, keystore_iv) && take(env, sealed, out + keystore_iv, len + keystore_tag);
	wipe(env, plain);
	return end(env, whole, cause);
}

int keystore_open(uintptr_t jni_env, const char *alias, const uint8_t *name, int name_len, const uint8_t *in, int len,
	uint8_t *out, char *cause) {
	JNIEnv *env = (JNIEnv *)jni_env;
	if (len < keystore_iv + keystore_tag) {
		snprintf(cause, keystore_cause, "too short to have been sealed");
		return keystore_wrong_key;
	}
	int begun = begin(env, cause);
	if (begun != keystore_ok) {
		return begun;
	}
	jobject key = find_key(env, open_keystore(env), text(env, alias));
	if (key == NULL && !threw(env)) {
		snprintf(cause, keystore_cause, "there is no such key");
		(*env)->PopLocalFrame(env, NULL);
		return keystore_key_lost;
	}
	jobject spec = make(env, "javax/crypto/spec/GCMParameterSpec", "(I[B)V", (jint)(keystore_tag * 8), bytes(env, in, keystore_iv));
	jobject cipher = new_cipher(env);
	call_void(env, cipher, "javax/crypto/Cipher", "init",
		"(ILjava/security/Key;Ljava/security/spec/AlgorithmParameterSpec;)V", (jint)decrypt_mode, key, spec);
	jbyteArray plain = finish(env, cipher, bytes(env, name, name_len), bytes(env, in + keystore_iv, len - keystore_iv));
	bool whole = take(env, plain, out, len - keystore_iv - keystore_tag);
	wipe(env, plain);
	return end(env, whole, cause);
}

int keystore_forget(uintptr_t jni_env, const char *alias, char *cause) {
	JNIEnv *env = (JNIEnv *)jni_env;
	int begun = begin(env, cause);
	if (begun != keystore_ok) {
		return begun;
	}
	call_void(env, open_keystore(env), "java/security/KeyStore", "deleteEntry", "(Ljava/lang/String;)V", text(env, alias));
	return end(env, true, cause);
}
