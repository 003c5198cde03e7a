package main

import (
	"time"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
)

func (still) Unlock(string)                 {}
func (still) AskForgot(bool)                {}
func (still) SignInAgain()                  {}
func (still) AskPIN(entry.AppLockStep)      {}
func (still) SetPIN(string, string, string) {}
func (still) RemovePIN(string)              {}
func (still) SetLockAfter(int)              {}
func (still) SetLockWipe(bool)              {}
func (still) SetSeen(bool)                  {}
func (still) StayHere()                     {}
func (still) LeaveNow()                     {}
func (still) SendUnsent()                   {}
func (still) SaveUnsent()                   {}
func (still) WipeDevice()                   {}

// lockScenes are what lies over a locked app, and where the lock is set.
func lockScenes(chart care.Chart, crisis care.Contacts, now time.Time) []scene {
	wrong, weak := &care.Fault{Code: "pin-wrong"}, &care.Fault{Code: "pin-weak"}
	lock := func(name string, s entry.LockState) scene {
		return scene{audience: "entry", name: name, page: func(at setting) *kit.Page {
			return entry.NewLockView(still{}).Page(entry.LockOf(s, at.p))
		}}
	}
	set := func(name string, s entry.AppLockState) scene {
		return scene{audience: "entry", name: name, role: care.RolePatient, place: entry.PlaceYou, page: func(at setting) *kit.Page {
			return entry.NewAppLockView(still{}).Page(entry.AppLockOf(s, at.p))
		}}
	}
	door := func(name string, s entry.DoorState) scene {
		return scene{audience: "entry", name: name, page: func(at setting) *kit.Page {
			return entry.NewDoorView(still{}).Page(entry.DoorOf(s, at.p))
		}}
	}
	wipe := func(name string, s entry.WipeState) scene {
		return scene{audience: "entry", name: name, role: care.RolePatient, place: entry.PlaceYou, page: func(at setting) *kit.Page {
			return entry.NewWipeView(still{}).Page(entry.WipeOf(s, at.p))
		}}
	}
	return []scene{
		door("code", entry.DoorState{Step: entry.StepCode, Code: "BCDF-GHJK", Page: "https://lakeside.example/auth/device"}),
		door("code-no-browser", entry.DoorState{Step: entry.StepCode, Code: "BCDF-GHJK", Page: "https://lakeside.example/auth/device", Fault: &care.Fault{Code: "no-browser"}}),
		door("code-over", entry.DoorState{Step: entry.StepCodeOver}),
		door("sign-in-shared", entry.DoorState{Step: entry.StepSignIn, Name: chart.Clinic.Name, MayShare: true, Shared: true}),
		door("idle-unsent", entry.DoorState{Step: entry.StepSignIn, Name: chart.Clinic.Name, CanErase: true, Said: &care.Fault{Code: "idle-unsent"}}),
		door("wipe-door", entry.DoorState{Step: entry.StepWipe}),
		lock("idle", entry.LockState{Left: -1, Idle: now.Add(2 * time.Minute)}),
		wipe("wipe", entry.WipeState{}),
		wipe("wipe-unsent", entry.WipeState{Unsent: 3, Saved: true}),
		lock("lock", entry.LockState{Left: -1}),
		lock("lock-wrong", entry.LockState{Left: 4, Fault: wrong}),
		lock("lock-wait", entry.LockState{Left: -1, Wait: 5 * time.Minute}),
		lock("lock-forgot", entry.LockState{Left: -1, Forgot: true}),
		lock("lock-covered", entry.LockState{Left: -1, Covered: true}),
		{audience: "entry", name: "lock-help", page: func(at setting) *kit.Page {
			return entry.NewHelpView(still{}, true).Page(entry.HelpWhileLocked(chart, crisis, at.now, at.p), func() {})
		}},
		set("app-lock-off", entry.AppLockState{}),
		set("app-lock-weak", entry.AppLockState{Phone: true, Fault: weak}),
		set("app-lock-on", entry.AppLockState{Set: true, After: 1, Phone: true, Saved: true}),
		set("app-lock-changing", entry.AppLockState{Set: true, Step: entry.AppLockChanging}),
		set("app-lock-removing", entry.AppLockState{Set: true, Step: entry.AppLockRemoving, Fault: wrong, AtNow: true}),
	}
}
