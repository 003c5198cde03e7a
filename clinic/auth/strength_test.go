package auth

import (
	"errors"
	"strings"
	"testing"
)

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	for password, want := range map[string]error{
		"a long quiet walk": nil, "correcthorse": nil, "ñandú en la pampa": nil, "9f3k!x2q": nil, "throughline-clinic": nil,
		"short": ErrPasswordShort, "": ErrPasswordShort, "ññññ": ErrPasswordShort, strings.Repeat("long quiet ", 100): ErrPasswordLong,
		"password": ErrPasswordCommon, "Password1": ErrPasswordCommon, "SUNSHINE": ErrPasswordCommon, "princess99!": ErrPasswordCommon,
		"aaaaaaaaaaaa": ErrPasswordCommon, "abcabcabcabc": ErrPasswordCommon, "lkjhgfdsa": ErrPasswordCommon, "hijklmnopq": ErrPasswordCommon,
		"maya1234": ErrPasswordOwn, "LindgrenMaya": ErrPasswordOwn, "northNORTH12": ErrPasswordOwn,
		"maya likes tea": nil,
	} {
		if got := CheckPassword(Secret(password), "maya@mail.example", "Maya Lindgren", "North Clinic"); !errors.Is(got, want) {
			t.Errorf("%q: %v, want %v", password, got, want)
		}
	}
}
