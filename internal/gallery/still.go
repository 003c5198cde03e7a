package main

import (
	"time"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/patient"
	"throughline/screens/staff"
)

// still takes every tap and does nothing: these are pictures.
type still struct{}

func (still) Enter(entry.DoorAction, string)                      {}
func (still) OpenContact(string)                                  {}
func (still) CopyNumber(string)                                   {}
func (still) EditCard()                                           {}
func (still) CloseHelp()                                          {}
func (still) SyncNow()                                            {}
func (still) SetPreference(entry.Preference, string)              {}
func (still) AskSignOut()                                         {}
func (still) SignOut()                                            {}
func (still) StaySignedIn()                                       {}
func (still) OpenCheckIn(string, string)                          {}
func (still) OpenCheckIns()                                       {}
func (still) BringToGroup(string, bool, func(*care.Fault))        {}
func (still) OpenResult(string)                                   {}
func (still) AnswerSession(care.SessionAnswer, func(*care.Fault)) {}
func (still) Paused(func())                                       {}
func (still) Contact(string)                                      {}
func (still) Close()                                              {}
func (still) SelectReview(string)                                 {}
func (still) ShowReview(staff.ReviewAsk)                          {}
func (still) DoWork(care.Deed, func(*care.Fault))                 {}
func (still) RecordCall(care.CallRecorded, func(*care.Fault))     {}
func (still) FindSkills(patient.SkillsAsk)                        {}
func (still) OpenSkill(string)                                    {}
func (still) OpenPractices()                                      {}
func (still) SavePractice(care.Practice, func(*care.Fault))       {}
func (still) KeepPractice(care.Practice, func(*care.Fault))       {}
func (still) DropPractice(string)                                 {}
func (still) Favour(string, bool)                                 {}
func (still) Every(time.Duration, func())                         {}
func (still) OpenPlace(entry.PlaceKey)                            {}
func (still) UseLetters(bool)                                     {}
func (still) OpenHelp()                                           {}
func (still) AskDevices()                                         {}
func (still) AskSignOutDevice(string)                             {}
func (still) SignOutDevice(string)                                {}
func (still) AskAccess()                                          {}
func (still) SaveRecord()                                         {}
func (still) SaveReadable()                                       {}

// SaveCheckIn says at once that all is kept: the pictures show what stands then.
func (still) SaveCheckIn(_ care.CheckIn, done func(*care.Fault)) { done(nil) }

func (still) SaveSafetyCard(care.SafetyCard, func(*care.Fault)) {}
func (still) ShareSafetyCard(bool, func(*care.Fault))           {}
func (still) PrintSafetyCard(func(bool, *care.Fault))           {}
func (still) OpenChoices()                                      {}

func (still) SelectPatient(string)                    {}
func (still) OpenPatientPage(string, staff.BriefPage) {}

func (still) ShowSummary(string, bool)                     {}
func (still) SaveSummary(staff.Summary, func(*care.Fault)) {}
