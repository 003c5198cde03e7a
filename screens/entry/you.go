package entry

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// YouActions is what the page about the person asks for.
type YouActions interface {
	SyncNow()
	SetPreference(setting Preference, key string)
	AskSignOut()
	SignOut()
	StaySignedIn()
	OpenPlace(place PlaceKey)
}

// Preference names a setting.
type Preference int

// The settings.
const (
	PreferLanguage Preference = iota
	PreferTextSize
	PreferTheme
	PreferMotion
	PreferShared // minutes
	PreferLessData
)

// YouView draws the page about the person and this device.
type YouView struct{ act YouActions }

// NewYouView makes the view.
func NewYouView(act YouActions) *YouView { return &YouView{act: act} }

// Page draws y.
func (v *YouView) Page(y You) *kit.Page {
	state := kit.Stack(6, kit.StatusLine("clock", kit.InkSoft, y.Freshness))
	if y.Unsent != "" {
		state.Add(kit.StatusLine("smartphone", kit.InkSoft, y.Unsent))
	}
	for _, words := range []string{y.SetAside, y.Skew, y.Missing} {
		if words != "" {
			state.Add(kit.StatusLine("info", kit.InkSoft, words))
		}
	}
	body := kit.Stack(0,
		state, kit.NewSpace(14),
		kit.Left(kit.OutlineButton(y.Sync, v.act.SyncNow).WithIcon("refresh-cw")), kit.NewSpace(26))
	if y.Fault != "" {
		body.Add(kit.Notice(kit.Body(y.Fault)), kit.NewSpace(22))
	}
	if len(y.Links) > 0 {
		rows := make([]fyne.CanvasObject, len(y.Links))
		for i, l := range y.Links {
			rows[i] = kit.NewRowLink(l.Title, "", func() { v.act.OpenPlace(l.Place) }).WithIcon(placeIcons[l.Place])
		}
		body.Add(kit.Rows(rows...), kit.NewSpace(26))
	}
	body.Add(kit.Heading(y.Reading), kit.NewSpace(12),
		v.setting(y.Language, PreferLanguage), kit.NewSpace(16),
		v.textSize(y), kit.NewSpace(16),
		v.setting(y.Theme, PreferTheme), kit.NewSpace(16),
		v.setting(y.Motion, PreferMotion), kit.NewSpace(28),
		choiceOf(y.Data, func(key string) { v.act.SetPreference(PreferLessData, key) }))
	if y.DataSay != "" {
		body.Add(kit.NewSpace(8), kit.Small(y.DataSay))
	}
	body.Add(kit.NewSpace(28))
	if y.Shared.Title != "" {
		body.Add(choiceOf(y.Shared, func(key string) { v.act.SetPreference(PreferShared, key) }), kit.NewSpace(28))
	}
	body.Add(v.leaving(y)...)
	return &kit.Page{Key: "you", Title: y.Title, Overline: y.Clinic, Lead: kit.Body(y.Name).Soft(), Body: body}
}

func (v *YouView) setting(s Setting, which Preference) fyne.CanvasObject {
	o := kit.Options{Chosen: kit.None, OnChoose: func(i int) { v.act.SetPreference(which, s.Values[i].Key) }}
	for i, value := range s.Values {
		o.Words = append(o.Words, value.Label)
		if value.Key == s.Chosen {
			o.Chosen = i
		}
	}
	return kit.Stack(6, kit.Label(s.Title), kit.Choices(o))
}

// textSize steps through the sizes: five of them side by side would not fit a
// phone.
func (v *YouView) textSize(y You) fyne.CanvasObject {
	s, at := y.TextSize, 0
	for i, value := range s.Values {
		if value.Key == s.Chosen {
			at = i
		}
	}
	step := func(words string, to int) fyne.CanvasObject {
		if to < 0 || to >= len(s.Values) {
			return kit.NewSpace(0)
		}
		return kit.OutlineButton(words, func() { v.act.SetPreference(PreferTextSize, s.Values[to].Key) })
	}
	return kit.Stack(6, kit.Label(s.Title),
		kit.Stepper(step(y.Smaller, at-1), kit.Strong(s.Values[at].Label).Center(), step(y.Larger, at+1)))
}

func (v *YouView) leaving(y You) []fyne.CanvasObject {
	if y.Confirm == nil {
		return []fyne.CanvasObject{
			kit.OutlineButton(y.SignOut, v.act.AskSignOut), kit.NewSpace(8), kit.Small(y.SignOutSay), kit.NewSpace(18),
			kit.OutlineButton(y.Wipe, func() { v.act.OpenPlace(PlaceWipe) }), kit.NewSpace(8), kit.Small(y.WipeSay),
		}
	}
	return []fyne.CanvasObject{
		kit.Notice(kit.Body(y.Confirm.Sentence)), kit.NewSpace(12),
		kit.PrimaryButton(y.Confirm.No, v.act.StaySignedIn), kit.NewSpace(10),
		kit.OutlineButton(y.Confirm.Yes, v.act.SignOut),
	}
}
