package engine

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
	"throughline/sync/store"
)

// topics says where each downloaded type is told of. Observations and tasks are
// told apart by what they say; see topicOf.
var topics = map[string]care.Topic{
	"Appointment": care.TopicSchedule, "AppointmentResponse": care.TopicSchedule, "Encounter": care.TopicSchedule,
	"Coverage": care.TopicSchedule, "ClaimResponse": care.TopicSchedule, "Schedule": care.TopicSchedule, "Slot": care.TopicSchedule,
	"CarePlan": care.TopicPlan, "CareTeam": care.TopicPlan, "Condition": care.TopicPlan, "Goal": care.TopicPlan, "Observation": care.TopicPlan,
	"MedicationRequest": care.TopicPlan, "MedicationStatement": care.TopicPlan, "ServiceRequest": care.TopicPlan,
	"Questionnaire": care.TopicCheckIns, "QuestionnaireResponse": care.TopicCheckIns, "Task": care.TopicCheckIns, "Flag": care.TopicCheckIns,
	"Communication": care.TopicMessages,
	"Consent":       care.TopicSharing, "RelatedPerson": care.TopicSharing,
	"ActivityDefinition": care.TopicPractice,
}

// essential are the types without which nothing of a topic can be shown.
var essential = map[care.Topic][]string{
	care.TopicSchedule: {"Appointment"}, care.TopicPlan: {"Goal", "CarePlan", "Condition"}, care.TopicCheckIns: {"QuestionnaireResponse", "Task"},
	care.TopicMessages: {"Communication"}, care.TopicSharing: {"Consent"}, care.TopicPractice: {"Observation"},
}

// lacking says which topics the clinic's server has nothing of, for a patient, who is
// to know why a part of the app stays empty.
func (e *Engine) lacking(able *abilities) (out care.Topics) {
	if profile.RoleOf(e.identity.FHIRUser) != care.RolePatient {
		return out
	}
	for topic, of := range essential {
		out[topic].Missing = !slices.ContainsFunc(of, able.lists)
	}
	return out
}

// topicOf is the topic of one resource; r may be nil where it cannot be read.
func topicOf(typ string, r fhir.Resource) care.Topic {
	if o, ok := r.(*fhir.Observation); ok {
		for _, c := range o.Category {
			switch {
			case c.Has(profile.SystemObservationClass, "activity"):
				return care.TopicPractice
			case c.Has(profile.SystemObservationClass, "survey"):
				return care.TopicCheckIns
			}
		}
	}
	if q, ok := r.(*fhir.QuestionnaireResponse); ok && profile.Living(q.Questionnaire) {
		return care.TopicPlan // the personal assessment
	}
	if t, known := topics[typ]; known {
		return t
	}
	return care.TopicOther
}

// asOfTypes is how far each type was read, where the server is searched type by
// type. It is stored beside the cursors.
type asOfTypes map[string]time.Time

func readAsOf(tx *store.Tx) (asOfTypes, error) {
	text, err := tx.Meta(metaTypes)
	if err != nil || text == "" {
		return nil, err
	}
	var of asOfTypes
	if json.Unmarshal([]byte(text), &of) != nil {
		return nil, nil // not ours: as if nothing was known
	}
	return of, nil
}

func (of asOfTypes) write(tx *store.Tx) error {
	text, err := json.Marshal(of)
	if err != nil {
		return err
	}
	return tx.SetMeta(metaTypes, string(text))
}

// topicTimes is the time up to which all of each topic is here: the earliest of
// its types, or that of the last complete sync.
func topicTimes(whole time.Time, of asOfTypes) (times care.Topics) {
	for i := range times {
		times[i].AsOf = whole
	}
	seen := map[care.Topic]bool{}
	for typ, at := range of {
		topic := topicOf(typ, nil)
		if !seen[topic] || at.Before(times[topic].AsOf) {
			times[topic].AsOf = at
		}
		seen[topic] = true
	}
	return times
}

// tell fills in what the outbox says of the topics.
func tell(s *care.Sync, times care.Topics, waiting []told) {
	s.Topics = times
	for _, w := range waiting {
		t := &s.Topics[w.topic]
		switch {
		case w.needsYou:
			t.NeedsYou++
		case w.aside:
			t.SetAside++
		default:
			t.Unsent++
		}
	}
	for i := range s.Topics {
		switch t := &s.Topics[i]; {
		case t.NeedsYou > 0:
			t.State = care.TopicNeedsYou
		case t.SetAside > 0:
			t.State = care.TopicSetAside
		case t.Unsent > 0 && s.Offline:
			t.State = care.TopicOffline
		case t.Unsent > 0 && s.Running:
			t.State = care.TopicSending
		case t.Unsent > 0:
			t.State = care.TopicWaiting
		}
	}
}

// told is one entry that is not acknowledged, as it is counted.
type told struct {
	topic    care.Topic
	needsYou bool
	aside    bool
}

// tally sorts the entries that are not acknowledged. An edit on top of one that is
// in conflict, and what depends on one, wait for the same choice.
func tally(outbox []store.Entry, topicOf func(store.Entry) care.Topic) []told {
	contested := map[string]int64{} // the first entry in conflict, by resource
	for _, en := range outbox {
		if first, ok := contested[ref(en.Type, en.ID)]; en.State == store.Conflict && (!ok || en.Seq < first) {
			contested[ref(en.Type, en.ID)] = en.Seq
		}
	}
	inOrder := slices.Clone(outbox)
	slices.SortFunc(inOrder, func(a, b store.Entry) int { return cmp.Compare(a.Seq, b.Seq) })
	held := map[string]bool{} // operations that wait for a choice; what depends on one comes after it
	var out []told
	for _, en := range inOrder {
		if en.State == store.Acknowledged {
			continue
		}
		first, waits := contested[ref(en.Type, en.ID)]
		waits = waits && en.Seq > first || slices.ContainsFunc(en.DependsOn, func(op string) bool { return held[op] })
		held[en.Operation] = en.State == store.Conflict || open(en.State) && waits
		out = append(out, told{topic: topicOf(en), aside: en.State == store.Quarantined, needsYou: held[en.Operation]})
	}
	return out
}
