//go:build jni && cgo

package jvmtest

/*
#cgo CFLAGS: -I/usr/lib/jvm/default-java/include -I/usr/lib/jvm/default-java/include/linux
#cgo LDFLAGS: -ldl

#include <dlfcn.h>
#include <jni.h>
#include <stdint.h>
#include <stdlib.h>

static JavaVM *vm;
static jobject context;

static char *start(char *library, char **options, int count) {
	void *java = dlopen(library, RTLD_NOW | RTLD_GLOBAL);
	if (java == NULL) {
		return dlerror();
	}
	jint (*create)(JavaVM **, void **, void *) = (jint (*)(JavaVM **, void **, void *))dlsym(java, "JNI_CreateJavaVM");
	if (create == NULL) {
		return dlerror();
	}
	JavaVMOption list[16];
	for (int i = 0; i < count && i < 16; i++) {
		list[i].optionString = options[i];
		list[i].extraInfo = NULL;
	}
	JavaVMInitArgs args = {JNI_VERSION_1_6, count, list, JNI_FALSE};
	JNIEnv *env;
	if (create(&vm, (void **)&env, &args) != JNI_OK) {
		return "Java did not start";
	}
	jclass phone = (*env)->FindClass(env, "test/Phone");
	jmethodID boot = phone == NULL ? NULL : (*env)->GetStaticMethodID(env, phone, "boot", "()Landroid/app/Activity;");
	jobject activity = boot == NULL ? NULL : (*env)->CallStaticObjectMethod(env, phone, boot);
	if ((*env)->ExceptionCheck(env) || activity == NULL) {
		(*env)->ExceptionDescribe(env);
		return "the phone did not start";
	}
	context = (*env)->NewGlobalRef(env, activity);
	(*vm)->DetachCurrentThread(vm);
	return NULL;
}

// attach and detach are Fyne's lockJNI and unlockJNI.
static uintptr_t attach(void) {
	JNIEnv *env;
	return (*vm)->AttachCurrentThread(vm, (void **)&env, NULL) == JNI_OK ? (uintptr_t)env : 0;
}

static void detach(void) { (*vm)->DetachCurrentThread(vm); }

static int pending(uintptr_t env) { return (*(JNIEnv *)env)->ExceptionCheck((JNIEnv *)env); }

static char *tell(uintptr_t jni_env, char *command) {
	JNIEnv *env = (JNIEnv *)jni_env;
	jclass phone = (*env)->FindClass(env, "test/Phone");
	jmethodID method = phone == NULL ? NULL : (*env)->GetStaticMethodID(env, phone, "tell", "(Ljava/lang/String;)Ljava/lang/String;");
	jstring said = method == NULL ? NULL : (*env)->NewStringUTF(env, command);
	jstring answer = said == NULL ? NULL : (jstring)(*env)->CallStaticObjectMethod(env, phone, method, said);
	if ((*env)->ExceptionCheck(env) || answer == NULL) {
		(*env)->ExceptionDescribe(env);
		return NULL;
	}
	char *copy = malloc((size_t)(*env)->GetStringUTFLength(env, answer) + 1);
	(*env)->GetStringUTFRegion(env, answer, 0, (*env)->GetStringLength(env, answer), copy);
	copy[(*env)->GetStringUTFLength(env, answer)] = 0;
	return copy;
}

static uintptr_t the_vm(void) { return (uintptr_t)vm; }
static uintptr_t the_context(void) { return (uintptr_t)context; }
*/
import "C"

import (
	"errors"
	"fmt"
	"runtime"
	"unsafe"
)

func start(options ...string) error {
	library := C.CString(home + "/lib/server/libjvm.so")
	defer C.free(unsafe.Pointer(library))
	list := make([]*C.char, 0, len(options))
	for _, o := range options {
		list = append(list, C.CString(o)) // Java keeps them
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if wrong := C.start(library, &list[0], C.int(len(list))); wrong != nil {
		return errors.New(C.GoString(wrong))
	}
	return nil
}

// Java runs f as Fyne's driver.RunNative does on a phone: on a thread of its own that is
// known to Java until f returns. It fails where f left an exception behind, which Fyne
// would clear, and which a phone shows as a crash of whatever comes next.
func Java(f func(vm, env, ctx uintptr) error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		env := C.attach()
		if env == 0 {
			done <- errors.New("the thread cannot be made known to Java")
			return
		}
		defer C.detach()
		err := f(uintptr(C.the_vm()), uintptr(env), uintptr(C.the_context()))
		if C.pending(env) != 0 {
			err = errors.Join(err, errors.New("an exception was left behind"))
			C.detach() // takes it along
			C.attach()
		}
		done <- err
	}()
	return <-done
}

// Tell tells the stand-in for a phone what to do, and gives its answer; see Phone.java.
func Tell(format string, args ...any) string {
	var answer string
	err := Java(func(_, env, _ uintptr) error {
		command := C.CString(fmt.Sprintf(format, args...))
		defer C.free(unsafe.Pointer(command))
		said := C.tell(C.uintptr_t(env), command)
		if said == nil {
			return errors.New("the phone did not understand " + C.GoString(command))
		}
		defer C.free(unsafe.Pointer(said))
		answer = C.GoString(said)
		return nil
	})
	if err != nil {
		panic(err)
	}
	return answer
}
