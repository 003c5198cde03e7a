// Android's Keystore, asked through JNI. Every function clears what Java throws,
// frees what it makes in Java, and gives one of the states below.

#ifndef THROUGHLINE_KEYSTORE_H
#define THROUGHLINE_KEYSTORE_H

#include <stdint.h>

enum {
	keystore_ok = 0,
	keystore_key_lost = 1,    // there is no such key, or none that can be used again
	keystore_wrong_key = 2,   // this key did not seal these bytes
	keystore_no_provider = 3, // this system has no Keystore
	keystore_failed = 4,      // anything else; trying again may help
};

enum {
	keystore_iv = 12,       // bytes, chosen by the Keystore
	keystore_tag = 16,      // bytes
};

// keystore_seal puts IV, ciphertext and tag into out, which has room for
// len + keystore_iv + keystore_tag. Where the alias has no key it makes one. A cause has
// room for phone_cause bytes.
int keystore_seal(uintptr_t jni_env, const char *alias, const uint8_t *name, int name_len, const uint8_t *in, int len,
	uint8_t *out, char *cause);

// keystore_open puts what was sealed into out, which has room for
// len - keystore_iv - keystore_tag.
int keystore_open(uintptr_t jni_env, const char *alias, const uint8_t *name, int name_len, const uint8_t *in, int len,
	uint8_t *out, char *cause);

// keystore_forget deletes the alias's key; one that is not there is no error.
int keystore_forget(uintptr_t jni_env, const char *alias, char *cause);

#endif
