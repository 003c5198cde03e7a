// Package patient holds the patient's screens: Today, the schedule, check-ins
// and their results, and My plan.
//
// A screen NAME is two files. NAME_model.go turns a chart into finished words,
// states and the ids to act on, and knows no Fyne. NAME.go lays the model out
// with the kit, and tells its Actions what the person tapped.
package patient
