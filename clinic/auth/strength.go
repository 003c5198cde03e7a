package auth

import (
	"bytes"
	"compress/gzip"
	_ "embed" // for the list of common passwords
	"errors"
	"io"
	"strings"
	"sync"
	"unicode/utf8"
)

// What CheckPassword says is wrong with a new password.
var (
	ErrPasswordShort  = errors.New("the password has fewer than 8 letters")
	ErrPasswordLong   = errors.New("the password has more than 1024 letters")
	ErrPasswordCommon = errors.New("the password is one that is guessed first")
	ErrPasswordOwn    = errors.New("the password is made of the person's or the clinic's own name")
)

// commonPasswords is zxcvbn-ts's list of passwords found in leaks, those of eight letters and more.
//
//go:embed common/passwords.txt.gz
var commonPasswords []byte

var isCommon = sync.OnceValue(func() map[string]bool {
	list, err := gzip.NewReader(bytes.NewReader(commonPasswords))
	if err != nil {
		panic(err) // it is embedded
	}
	raw, err := io.ReadAll(list)
	if err != nil {
		panic(err)
	}
	all := map[string]bool{}
	for line := range strings.Lines(string(raw)) {
		all[strings.TrimSpace(line)] = true
	}
	return all
})

// CheckPassword refuses a new password that is short, guessed first, one letter or a row of keys
// over and over, or made of the given names (NIST SP 800-63B section 3.1.1.2). It asks for no kinds of letters.
func CheckPassword(password Secret, names ...string) error {
	text := strings.ToLower(normalPassword(password))
	switch n := utf8.RuneCountInString(text); {
	case n < minPassword:
		return ErrPasswordShort
	case len(password.Reveal()) > maxPassword:
		return ErrPasswordLong
	}
	rest := text
	for _, name := range names {
		for _, word := range strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r == ' ' || r == '@' || r == '.' }) {
			if utf8.RuneCountInString(word) >= 4 {
				rest = strings.ReplaceAll(rest, word, "")
			}
		}
	}
	if rest != text && utf8.RuneCountInString(rest) <= minPassword/2 {
		return ErrPasswordOwn
	}
	// What a digit or two at the end adds is what is guessed second.
	if isCommon()[text] || isCommon()[strings.TrimRight(text, "0123456789!.?")] || simple(text) {
		return ErrPasswordCommon
	}
	return nil
}

// rows are what a finger does along a keyboard, there and back.
const rows = "qwertyuiop asdfghjkl zxcvbnm 1234567890 0123456789 abcdefghijklmnopqrstuvwxyz" +
	" poiuytrewq lkjhgfdsa mnbvcxz 0987654321 9876543210 zyxwvutsrqponmlkjihgfedcba"

// simple reports whether a password has fewer than four different letters, or is of one short piece
// said again, or runs along a row of keys.
func simple(text string) bool {
	different := map[rune]bool{}
	for _, r := range text {
		different[r] = true
	}
	if len(different) < 4 {
		return true
	}
	for n := 1; n <= len(text)/2; n++ {
		if strings.Repeat(text[:n], len(text)/n+1)[:len(text)] == text {
			return true
		}
	}
	letters := []rune(text)
	along := 0
	for i := 1; i < len(letters); i++ {
		if strings.Contains(rows, string(letters[i-1:i+1])) {
			along++
		}
	}
	return len(letters)-1-along <= 1
}
