package fhir

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"
)

// marshal writes the struct that v points to: resourceType, the named fields in
// their order, then what was kept, by name. The same value gives the same bytes.
func marshal(v any) ([]byte, error) { return appendStruct(nil, reflect.ValueOf(v).Elem()) }

func appendStruct(b []byte, v reflect.Value) ([]byte, error) {
	p := planOf(v.Type())
	var unknown Unknown
	if p.unknown != nil {
		unknown = v.FieldByIndex(p.unknown).Interface().(Unknown)
	}
	b = append(b, '{')
	comma := func() {
		if b[len(b)-1] != '{' {
			b = append(b, ',')
		}
	}
	if p.resource != "" {
		b = append(b, `"resourceType":"`+p.resource+`"`...)
	}
	written := 0
	for _, f := range p.fields {
		fv := v.FieldByIndex(f.index)
		if empty(fv) {
			continue
		}
		if _, both := unknown[f.name]; both {
			written++
		}
		comma()
		b = append(append(append(b, '"'), f.name...), '"', ':')
		var err error
		if b, err = appendValue(b, fv); err != nil {
			return nil, within(f.name, err)
		}
	}
	if len(unknown) == written {
		return append(b, '}'), nil
	}
	names := make([]string, 0, len(unknown))
	for name := range unknown {
		if i, named := p.byName[name]; !named || empty(v.FieldByIndex(p.fields[i].index)) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		comma()
		b = append(append(appendString(b, name), ':'), unknown[name]...)
	}
	return append(b, '}'), nil
}

func appendValue(b []byte, v reflect.Value) ([]byte, error) {
	switch v.Kind() {
	case reflect.Pointer:
		return appendValue(b, v.Elem())
	case reflect.Struct:
		return appendStruct(b, v)
	case reflect.Bool:
		return strconv.AppendBool(b, v.Bool()), nil
	case reflect.Int:
		return strconv.AppendInt(b, v.Int(), 10), nil
	case reflect.String:
		if v.Type() != decimalType {
			return appendString(b, v.String()), nil
		}
		if !json.Valid([]byte(v.String())) {
			return nil, &PathError{Problem: "is not a decimal"}
		}
		return append(b, v.String()...), nil
	}
	if v.Type() == rawType {
		if !json.Valid(v.Bytes()) {
			return nil, &PathError{Problem: "is not JSON"}
		}
		return append(b, v.Bytes()...), nil
	}
	b = append(b, '[')
	for i := range v.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		e := v.Index(i)
		if e.Kind() == reflect.String && e.Len() == 0 {
			b = append(b, "null"...)
			continue
		}
		var err error
		if b, err = appendValue(b, e); err != nil {
			return nil, within("["+strconv.Itoa(i)+"]", err)
		}
	}
	return append(b, ']'), nil
}

func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			quoted, _ := json.Marshal(s) // a string always can be
			return append(b, quoted...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}
