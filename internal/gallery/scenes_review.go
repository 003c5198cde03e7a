package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/clinic/demo"
	"throughline/profile"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/staff"
)

// story is the demo programme in which staff do something, to be looked at.
type story struct {
	set    *profile.Memory
	now    time.Time
	dana   profile.Viewer // the therapist
	priya  profile.Viewer // the psychiatrist
	alert  string         // the triage task of the urgent answer
	change func(*care.Work)
	failed error
}

func newStory(now time.Time) *story {
	raw, err := demo.Resources(now)
	s := &story{now: now, failed: err}
	s.set, _ = profile.Of(raw)
	for _, a := range demo.Accounts() {
		switch a.Role {
		case "therapist":
			s.dana = profile.Viewer{FHIRUser: a.FHIRUser}
		case "psychiatrist":
			s.priya = profile.Viewer{FHIRUser: a.FHIRUser}
		}
	}
	s.alert = s.id(care.WorkTriage, "")
	return s
}

func (s *story) does(who profile.Viewer, ago time.Duration, d care.Deed) {
	if d.Work == "" {
		d.Work = s.alert
	}
	ops, err := profile.WorkDone(s.set, who, d, s.now.Add(-ago))
	for _, op := range ops {
		err = errors.Join(err, s.set.Put(op.Body))
	}
	s.failed = errors.Join(s.failed, err)
}

// chart is what the therapist sees; the urgent answer came six minutes ago, or as
// change says.
func (s *story) chart() care.Chart {
	c, _ := profile.Chart(s.set, s.dana)
	c.Sync = care.Sync{AsOf: s.now.Add(-time.Minute)}
	for i := range c.Work {
		w := &c.Work[i]
		if w.ID != s.alert || len(w.Alert.Answers) == 0 {
			continue
		}
		a := &w.Alert.Answers[len(w.Alert.Answers)-1]
		w.Received = s.now.Add(-6 * time.Minute)
		a.Answered, a.Received, a.Safe = s.now.Add(-7*time.Minute), w.Received, care.SafeYes
		if s.change != nil {
			s.change(w)
		}
	}
	return c
}

// focused is chart with the record of the patient whose entry is shown.
func (s *story) focused(id string) care.Chart {
	c := s.chart()
	for _, w := range c.Work {
		if w.ID == id {
			r, _ := profile.Record(s.set, s.dana, w.Patient.Ref)
			c.Record = &r
		}
	}
	return c
}

func (s *story) id(kind care.WorkKind, name string) string {
	for _, w := range s.chart().Work {
		if w.Kind == kind && w.State != care.WorkClosed && strings.HasPrefix(w.Patient.Name, name) {
			return w.ID
		}
	}
	return ""
}

func reviewScene(name string, chart care.Chart, ask staff.ReviewAsk, then func(*staff.ReviewView)) scene {
	return of(care.RoleStaff, name, entry.PlaceReview, func(at setting) *kit.Page {
		v := staff.NewReviewView(still{}, at.both, func() {})
		page := v.Page(staff.ReviewOf(chart, at.now, at.p, ask))
		if then != nil {
			then(v)
			page = v.Page(staff.ReviewOf(chart, at.now, at.p, ask))
		}
		return page
	})
}

// triaged is the urgent answer after so many steps of its way.
func triaged(now time.Time, steps int) *story {
	s := newStory(now)
	for i, d := range []care.Deed{
		{Step: care.StepTake},
		{Step: care.StepAttempt, Code: "left-message", Text: "Asked to call back before 6."},
		{Step: care.StepReached, Text: "Spoke for ten minutes. His brother is with him."},
		{Step: care.StepAssess, Code: "safety-plan"},
		{Step: care.StepClose, Code: "plan-in-place"},
	} {
		if i < steps {
			s.does(s.dana, time.Duration(5-i)*time.Minute, d)
		}
	}
	return s
}

func reviewScenes(now time.Time) ([]scene, error) {
	var all []scene
	var failed error
	open := func(name string, s *story, then func(*staff.ReviewView)) {
		failed = errors.Join(failed, s.failed)
		all = append(all, reviewScene(name, s.focused(s.alert), staff.ReviewAsk{Selected: s.alert, Opened: true}, then))
	}
	all = append(all, reviewScene("review", newStory(now).focused(newStory(now).alert), staff.ReviewAsk{}, nil))
	for i, name := range []string{"new", "taken", "calling", "reached", "assessed", "closed"} {
		open("alert-"+name, triaged(now, i), nil)
	}
	taken := newStory(now)
	taken.does(taken.priya, 4*time.Minute, care.Deed{Step: care.StepTake})
	open("alert-theirs", taken, nil)

	lost := newStory(now)
	lost.does(lost.priya, 2*time.Minute, care.Deed{Step: care.StepTake})
	lost.change = func(w *care.Work) {
		w.Steps = append(w.Steps, care.WorkStep{Kind: care.StepTake, By: care.Person{Ref: lost.dana.FHIRUser}, At: now.Add(-time.Minute), Beside: true})
	}
	open("alert-lost", lost, nil)

	late := newStory(now)
	late.change = func(w *care.Work) {
		a := &w.Alert.Answers[0]
		w.Alert.AtOnce, w.Received = true, now.Add(-40*time.Minute)
		a.Late, a.Safe, a.CallBack, a.Answered, a.Received = true, care.SafeNo, "(312) 555-0163", now.Add(-20*time.Hour), w.Received
		for i, code := range []string{"1", "2"} {
			w.Steps = append(w.Steps, care.WorkStep{Kind: care.StepEscalate, Code: code, At: now.Add(time.Duration(15*i-25) * time.Minute)})
		}
		w.Progress, _ = w.Kind.Replay(care.Start(), w.Steps)
	}
	open("alert-late-escalated", late, nil)

	open("alert-form-call", triaged(now, 1), func(v *staff.ReviewView) { v.Start(care.StepReached) })
	open("alert-form-assess", triaged(now, 3), func(v *staff.ReviewView) { v.Start(care.StepAssess) })
	open("alert-form-pass", triaged(now, 1), func(v *staff.ReviewView) { v.Start(care.StepHandOver) })

	checkIn := newStory(now)
	id := checkIn.id(care.WorkCheckIn, "Marcus")
	all = append(all, reviewScene("review-check-in", checkIn.focused(id), staff.ReviewAsk{Selected: id, Opened: true}, nil))
	checkIn.does(checkIn.dana, 2*time.Minute, care.Deed{Work: id, Step: care.StepReview, Reply: "Thank you, Marcus. Let us talk about sleep on Thursday."})
	all = append(all, reviewScene("review-done", checkIn.focused(id), staff.ReviewAsk{Selected: id, Opened: true, Filter: staff.FilterClosed}, nil))
	all = append(all, reviewScene("review-mine-none", newStory(now).chart(), staff.ReviewAsk{Filter: staff.FilterMine}, nil))
	all = append(all, reviewScene("review-refused", care.Chart{Clinic: checkIn.chart().Clinic, Sync: checkIn.chart().Sync}, staff.ReviewAsk{}, nil))

	gone := newStory(now)
	chart := gone.focused(gone.id(care.WorkCheckIn, "Marcus"))
	chart.Work = slices.Clone(chart.Work)
	for i := range chart.Work {
		chart.Work[i].Left = care.Discharged
	}
	all = append(all, reviewScene("review-left", chart, staff.ReviewAsk{Selected: gone.id(care.WorkCheckIn, "Marcus"), Opened: true}, nil))
	all = append(all, reviewScene("review-500", many(newStory(now).chart(), 500), staff.ReviewAsk{}, nil))
	all = append(all, longScene(now))
	return all, errors.Join(failed, checkIn.failed)
}

// many is a list of so many entries, made of those that there are.
func many(c care.Chart, n int) care.Chart {
	open := slices.DeleteFunc(slices.Clone(c.Work), func(w care.Work) bool { return w.State == care.WorkClosed })
	var all []care.Work
	for i := range n {
		w := open[i%len(open)]
		w.ID = fmt.Sprintf("%s-%d", w.ID, i)
		w.Received = w.Received.Add(-time.Duration(i) * 7 * time.Minute)
		w.Patient = c.Patients[i%len(c.Patients)]
		all = append(all, w)
	}
	c.Work = all
	return c
}
