package fhirpath

import (
	"fmt"
	"strings"
	"unicode"
)

type kind int

const (
	end kind = iota
	name
	text
	number
	symbol
)

type token struct {
	kind kind
	text string
}

// lex takes an expression apart (FHIRPath 2.0, grammar).
func lex(s string) ([]token, error) {
	var out []token
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
		case c == '\'' || c == '`':
			value, n, err := quoted(s[i:], c)
			if err != nil {
				return nil, err
			}
			k := text
			if c == '`' {
				k = name
			}
			out = append(out, token{k, value})
			i += n
		case c >= '0' && c <= '9':
			n := i
			for n < len(s) && (s[n] >= '0' && s[n] <= '9' || s[n] == '.' && n+1 < len(s) && s[n+1] >= '0' && s[n+1] <= '9') {
				n++
			}
			out = append(out, token{number, s[i:n]})
			i = n
		case c == '$' || c == '%' || c == '_' || unicode.IsLetter(rune(c)):
			n := i + 1
			for n < len(s) && (s[n] == '_' || s[n] >= '0' && s[n] <= '9' || unicode.IsLetter(rune(s[n]))) {
				n++
			}
			out = append(out, token{name, s[i:n]})
			i = n
		default:
			sym := s[i : i+1]
			if i+1 < len(s) {
				switch two := s[i : i+2]; two {
				case "<=", ">=", "!=":
					sym = two
				}
			}
			if !strings.Contains("().,|&+-*/=<>[]!=<=>={}", sym) {
				return nil, fmt.Errorf("%q is no part of an expression", sym)
			}
			out = append(out, token{symbol, sym})
			i += len(sym)
		}
	}
	return append(out, token{kind: end}), nil
}

// quoted reads a string or a delimited name, and says how long it is.
func quoted(s string, quote byte) (string, int, error) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == quote:
			return b.String(), i + 1, nil
		case s[i] == '\\' && i+1 < len(s):
			i++
			switch s[i] {
			case 'n':
				b.WriteByte('\n')
			case 'r':
				b.WriteByte('\r')
			case 't':
				b.WriteByte('\t')
			case '\\', '\'', '"', '`', '/':
				b.WriteByte(s[i])
			default: // HL7's own expressions leave a regular expression's escapes alone
				b.WriteByte('\\')
				b.WriteByte(s[i])
			}
		default:
			b.WriteByte(s[i])
		}
	}
	return "", 0, fmt.Errorf("a string has no end")
}
