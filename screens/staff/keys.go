package staff

import (
	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// reviewKey is a key of the review list and what it does; false: nothing.
type reviewKey struct {
	kit.Shortcut
	do func(*ReviewView) bool
}

func reviewKeys() []reviewKey {
	bind := func(says string, do func(*ReviewView) bool, keys ...fyne.KeyName) reviewKey {
		return reviewKey{kit.Shortcut{Keys: keys, Says: says}, do}
	}
	return []reviewKey{
		bind("keys.review.next", func(v *ReviewView) bool { return v.move(1) }, fyne.KeyDown, fyne.KeyJ),
		bind("keys.review.before", func(v *ReviewView) bool { return v.move(-1) }, fyne.KeyUp, fyne.KeyK),
		bind("keys.review.open", (*ReviewView).openSelected, fyne.KeyReturn, fyne.KeyEnter),
		bind("keys.review.leave", (*ReviewView).leave, fyne.KeyEscape),
		bind("keys.review.find", (*ReviewView).find, fyne.KeySlash),
		bind("keys.review.main", (*ReviewView).mainStep, fyne.KeyM),
		bind("keys.review.take", func(v *ReviewView) bool { return v.Start(care.StepTake) }, fyne.KeyT),
		bind("keys.review.call", func(v *ReviewView) bool { return v.Start(care.StepReached) || v.Start("") }, fyne.KeyC),
		bind("keys.review.note", func(v *ReviewView) bool { return v.Start(care.StepNote) }, fyne.KeyN),
		bind("keys.review.reply", (*ReviewView).write, fyne.KeyR),
	}
}

// ReviewShortcuts are the keys of the review list.
func ReviewShortcuts() []kit.Shortcut {
	var all []kit.Shortcut
	for _, k := range reviewKeys() {
		all = append(all, k.Shortcut)
	}
	return all
}

// KeyReviewed records a team review of the patient whose record is open.
const KeyReviewed = fyne.KeyF8

// patientsKey is a key of the list of patients and what it does; false: nothing.
type patientsKey struct {
	kit.Shortcut
	do func(*PatientsView) bool
}

func patientsKeys() []patientsKey {
	bind := func(says string, do func(*PatientsView) bool, keys ...fyne.KeyName) patientsKey {
		return patientsKey{kit.Shortcut{Keys: keys, Says: says}, do}
	}
	return []patientsKey{
		bind("keys.patients.next", func(v *PatientsView) bool { return v.move(1) }, fyne.KeyDown, fyne.KeyJ),
		bind("keys.patients.before", func(v *PatientsView) bool { return v.move(-1) }, fyne.KeyUp, fyne.KeyK),
		bind("keys.patients.reviewed", (*PatientsView).mark, fyne.KeyM, KeyReviewed),
		bind("keys.patients.on", (*PatientsView).next, fyne.KeyN),
		bind("keys.patients.find", (*PatientsView).find, fyne.KeySlash),
	}
}

// PatientsShortcuts are the keys of the list of patients and their briefs.
func PatientsShortcuts() []kit.Shortcut {
	var all []kit.Shortcut
	for _, k := range patientsKeys() {
		all = append(all, k.Shortcut)
	}
	return all
}

// key does what a key is bound to; Escape goes from the brief to the list where that is
// a page of its own.
func (v *PatientsView) key(name fyne.KeyName) bool {
	for _, k := range patientsKeys() {
		if k.Has(name) {
			return k.do(v)
		}
	}
	if name != fyne.KeyEscape || v.both() || !v.model.Opened {
		return false
	}
	v.act.SelectPatient("")
	return true
}

func (v *PatientsView) find() bool {
	if c := fyne.CurrentApp().Driver().CanvasForObject(v.search); c != nil {
		c.Focus(v.search.Input())
	}
	return true
}

// key does what a key is bound to.
func (v *ReviewView) key(name fyne.KeyName) bool {
	for _, k := range reviewKeys() {
		if k.Has(name) {
			return k.do(v)
		}
	}
	return false
}

func (v *ReviewView) openSelected() bool {
	if v.model.Detail == nil {
		return false
	}
	ask := v.model.Ask
	ask.Opened = true
	v.show(ask)
	return true
}

func (v *ReviewView) find() bool {
	if c := fyne.CurrentApp().Driver().CanvasForObject(v.search); c != nil {
		c.Focus(v.search.Input())
	}
	return true
}

func (v *ReviewView) mainStep() bool {
	d := v.model.Detail
	if d == nil || d.Main == nil {
		return false
	}
	v.tap(d, *d.Main)
	return true
}

// write goes to the reply to the patient.
func (v *ReviewView) write() bool {
	if v.doing.reply == nil || v.doing.action != nil || v.model.Detail == nil || v.model.Detail.Reply == nil {
		return false
	}
	c := fyne.CurrentApp().Driver().CanvasForObject(v.doing.reply)
	if c == nil {
		return false
	}
	c.Focus(v.doing.reply.Input())
	return true
}
