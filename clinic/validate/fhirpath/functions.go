package fhirpath

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

type function struct {
	min, max int
	typed    bool // the argument is the name of a type
	call     func(e *env, in []Node, args []step) []Node
}

var functions map[string]function

func init() { //nolint:gochecknoinits // the functions call the parser's steps, which name the functions
	functions = map[string]function{
		"is": {typed: true}, "as": {typed: true}, "ofType": {typed: true},
		"exists": {max: 1, call: func(e *env, in []Node, args []step) []Node {
			if len(args) == 1 {
				in = where(e, in, args[0])
			}
			return boolean(len(in) > 0)
		}},
		"empty": plain(func(in []Node) []Node { return boolean(len(in) == 0) }),
		"not": plain(func(in []Node) []Node {
			b, known := truth(in)
			if !known {
				return nil
			}
			return boolean(!b)
		}),
		"count":       plain(func(in []Node) []Node { return []Node{{Value: json.Number(strconv.Itoa(len(in)))}} }),
		"children":    plain(all),
		"descendants": plain(descendants),
		"first":       plain(func(in []Node) []Node { return in[:min(1, len(in))] }),
		"tail":        plain(func(in []Node) []Node { return in[min(1, len(in)):] }),
		"resolve":     plain(func([]Node) []Node { return nil }), // a resource is judged alone
		"hasValue": plain(func(in []Node) []Node {
			if len(in) != 1 {
				return no
			}
			_, isObject := in[0].Value.(map[string]any)
			return boolean(in[0].Value != nil && !isObject)
		}),
		"isDistinct": plain(func(in []Node) []Node { return boolean(len(union(in, nil)) == len(in)) }),
		"allFalse": plain(func(in []Node) []Node {
			for _, n := range in {
				if n.Value != false {
					return no
				}
			}
			return yes
		}),
		"where": {min: 1, max: 1, call: func(e *env, in []Node, args []step) []Node { return where(e, in, args[0]) }},
		"select": {min: 1, max: 1, call: func(e *env, in []Node, args []step) []Node {
			var out []Node
			for _, n := range in {
				out = append(out, args[0](e.at(n), []Node{n})...)
			}
			return out
		}},
		"all": {min: 1, max: 1, call: func(e *env, in []Node, args []step) []Node {
			return boolean(len(where(e, in, args[0])) == len(in))
		}},
		"iif": {min: 2, max: 3, call: func(e *env, in []Node, args []step) []Node {
			if b, known := truth(args[0](e, in)); b && known {
				return args[1](e, in)
			}
			if len(args) == 3 {
				return args[2](e, in)
			}
			return nil
		}},
		"combine": {min: 1, max: 1, call: func(e *env, in []Node, args []step) []Node {
			return append(append([]Node(nil), in...), args[0](e, e.this)...)
		}},
		"intersect": {min: 1, max: 1, call: func(e *env, in []Node, args []step) []Node {
			other := args[0](e, e.this)
			var out []Node
			for _, n := range in {
				if has(other, n.Value) && !has(out, n.Value) {
					out = append(out, n)
				}
			}
			return out
		}},
		"trace": {min: 1, max: 2, call: func(_ *env, in []Node, _ []step) []Node { return in }},
		"toString": plain(func(in []Node) []Node {
			if len(in) != 1 {
				return nil
			}
			return []Node{{Value: words(in)}}
		}),
		"toInteger": plain(func(in []Node) []Node {
			if n, err := strconv.Atoi(words(in)); err == nil {
				return []Node{{Value: json.Number(strconv.Itoa(n))}}
			}
			return nil
		}),
		"startsWith": onText(func(s, arg string) any { return strings.HasPrefix(s, arg) }),
		"contains":   onText(func(s, arg string) any { return strings.Contains(s, arg) }),
		"matches": onText(func(s, arg string) any {
			re := pattern(arg)
			return re == nil || re.MatchString(s)
		}),
		"substring": onText(func(s, arg string) any {
			if n, err := strconv.Atoi(arg); err == nil && n >= 0 && n <= len(s) {
				return s[n:]
			}
			return nil
		}),
		"replaceMatches": {min: 2, max: 2, call: func(e *env, in []Node, args []step) []Node {
			if re := pattern(words(args[0](e, e.this))); re != nil && len(in) == 1 {
				return []Node{{Value: re.ReplaceAllString(words(in), words(args[1](e, e.this)))}}
			}
			return in
		}},
		"htmlChecks": plain(func(in []Node) []Node { return boolean(len(in) == 1 && Narrative(words(in)) == nil) }),
	}
}

func (e *env) at(n Node) *env { return &env{e.Context, []Node{n}} }

func plain(fn func([]Node) []Node) function {
	return function{call: func(_ *env, in []Node, _ []step) []Node { return fn(in) }}
}

// onText calls fn with a text and the argument, where there are both.
func onText(fn func(s, arg string) any) function {
	return function{min: 1, max: 1, call: func(e *env, in []Node, args []step) []Node {
		arg := args[0](e, e.this)
		if len(in) != 1 || len(arg) != 1 {
			return nil
		}
		s, ok := in[0].Value.(string)
		if !ok {
			return nil
		}
		if v := fn(s, words(arg)); v != nil {
			return []Node{{Value: v}}
		}
		return nil
	}}
}

func where(e *env, in []Node, crit step) []Node {
	var out []Node
	for _, n := range in {
		if b, known := truth(crit(e.at(n), []Node{n})); b && known {
			out = append(out, n)
		}
	}
	return out
}

var patterns sync.Map

// pattern compiles a regular expression once, nil where Go has no such.
func pattern(s string) *regexp.Regexp {
	if re, ok := patterns.Load(s); ok {
		return re.(*regexp.Regexp) //nolint:forcetypeassert // stored two lines below
	}
	re, err := regexp.Compile("^(?:" + strings.TrimSuffix(strings.TrimPrefix(s, "^"), "$") + ")$")
	if err != nil {
		re = nil
	}
	patterns.Store(s, re)
	return re
}
