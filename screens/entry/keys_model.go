package entry

import (
	"strconv"
	"strings"

	"throughline/screens/say"
)

// Keys is the page that lists the keys that do something.
type Keys struct {
	Title, Back, Lead string
	Groups            []KeyRows
	Letters           Setting // whether single letters do something, as "true" or "false"
	LettersSay        string
}

// KeyRows are the keys of one part of the app.
type KeyRows struct {
	Title string
	Rows  []KeyRow
}

// KeyRow says which keys do what.
type KeyRow struct{ Keys, Does string }

// KeyGroup is where keys work, as the app binds them.
type KeyGroup struct {
	Title string // key of a message
	Keys  []BoundKey
}

// BoundKey is one or more keys that do the same.
type BoundKey struct {
	Keys []string // as Fyne names them
	Says string   // key of a message
}

// keyNames are those that differ from language to language; letters and F1 do not.
var keyNames = map[string]string{
	"Tab": "tab", "Shift+Tab": "shift-tab", "Space": "space", "Return": "enter", "KP_Enter": "enter",
	"Escape": "escape", "Up": "up", "Down": "down", "Control+R": "control-r",
}

// KeysOf gives the page. letters tells whether single letters do something.
func KeysOf(groups []KeyGroup, letters bool, p *say.Printer) Keys {
	m := Keys{Title: p.T("keys.title"), Back: p.T("patient.common.back"), Lead: p.T("keys.lead"), LettersSay: p.T("keys.letters-say")}
	for _, g := range groups {
		rows := KeyRows{Title: p.T(g.Title)}
		for _, k := range g.Keys {
			rows.Rows = append(rows.Rows, KeyRow{Keys: keysSaid(k.Keys, p), Does: p.T(k.Says)})
		}
		m.Groups = append(m.Groups, rows)
	}
	m.Letters = Setting{Title: p.T("keys.letters"), Chosen: strconv.FormatBool(letters), Values: []Value{
		{"true", p.T("keys.letters.on")}, {"false", p.T("keys.letters.off")},
	}}
	return m
}

func keysSaid(keys []string, p *say.Printer) string {
	var said []string
	for _, k := range keys {
		if name := keyNames[k]; name != "" {
			k = p.T("keys.name." + name)
		}
		if len(said) == 0 || said[len(said)-1] != k { // both Enter keys are one
			said = append(said, k)
		}
	}
	if len(said) < 2 {
		return strings.Join(said, "")
	}
	return p.T("keys.or", "One", strings.Join(said[:len(said)-1], ", "), "Other", said[len(said)-1])
}
