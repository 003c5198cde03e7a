//go:build (android || jni) && cgo

// The key lives in Android's Keystore and never leaves it (API 23):
// https://developer.android.com/privacy-and-security/keystore

#include "keystore.h"
#include "steps.h"

#define PROVIDER "AndroidKeyStore"
#define SPEC "android/security/keystore/KeyGenParameterSpec"
#define BUILDER SPEC "$Builder"

enum {
	encrypt_mode = 1, // Cipher.ENCRYPT_MODE
	decrypt_mode = 2,
	purposes = 1 | 2, // KeyProperties.PURPOSE_ENCRYPT | PURPOSE_DECRYPT
	strongbox_api = 28,
};

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
		snprintf(cause, phone_cause, "Java gave nothing and threw nothing");
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
		snprintf(cause, phone_cause, "no room for Java's objects");
		return keystore_failed;
	}
	if (!has_provider(env)) {
		snprintf(cause, phone_cause, "there is no provider " PROVIDER);
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
		snprintf(cause, phone_cause, "too short to have been sealed");
		return keystore_wrong_key;
	}
	int begun = begin(env, cause);
	if (begun != keystore_ok) {
		return begun;
	}
	jobject key = find_key(env, open_keystore(env), text(env, alias));
	if (key == NULL && !threw(env)) {
		snprintf(cause, phone_cause, "there is no such key");
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
