package care

import "time"

// Sync is how true the chart is.
type Sync struct {
	AsOf        time.Time // server's time of the last complete sync; zero if there was none
	Running     bool
	Pending     int           // entries on this device that the clinic has not acknowledged
	Conflicts   int           // entries that need the person's choice
	Quarantined int           // entries or resources set aside
	Offline     bool          // the last attempt could not reach the clinic, or the device says that it has no network
	Skew        time.Duration // this device's clock minus the server's, as last seen
	Problem     *Fault        // the last one, nil when the last sync was whole
	First       FirstPull     // zero once there was a complete sync
	Topics      Topics

	// Of a loved one, whose device keeps what is shared for a day at most. Both say
	// why the chart is empty, and neither says why the other has ended it; the next
	// sync that the clinic answers takes them back.
	Ended   bool // the clinic shares nothing with this person (403): what was kept is gone
	Expired bool // the clinic was not reached for a day, or the clock was turned back: what was kept is gone
}

// MaxSkew is how far the device's clock may be off before the person is told.
const MaxSkew = 2 * time.Minute

// Skewed says whether this device's clock is so far off that it must be shown.
func (s Sync) Skewed() bool { return s.Skew.Abs() > MaxSkew }

// FirstPull is how far the first download has come. The first screen is of use
// once Today is set.
type FirstPull struct {
	Running   bool
	Today     bool // what the first screen needs is there
	Resources int
	Bytes     int64
}

// Topic is a part of the record whose state is told on its own.
type Topic int

// The topics.
const (
	TopicSchedule Topic = iota // sessions, and whether the person comes
	TopicPlan                  // goals, problems, strengths, barriers, the team's plan
	TopicCheckIns              // forms, answers, scores
	TopicMessages
	TopicSharing // loved ones and what they may see
	TopicPractice
	TopicOther // who is who, the clinic
	topicCount
)

// Topics is the state of each Topic, which is its index.
type Topics [topicCount]TopicStatus

// TopicStatus is the state of one topic.
type TopicStatus struct {
	State    TopicState
	AsOf     time.Time // the server's time up to which all of the topic is here; zero: not yet
	Unsent   int       // entries that the clinic has not acknowledged, needing nobody
	NeedsYou int
	SetAside int
	Missing  bool // the clinic's server has nothing of it to give; only told to a patient
}

// TopicState is what is to be told of a topic first.
type TopicState int

// States of a topic. What needs the person comes before what waits.
const (
	TopicFresh   TopicState = iota // as of AsOf; with a zero AsOf: nothing came yet
	TopicSending                   // is being sent now
	TopicWaiting                   // on this device; waits for the next sync
	TopicOffline                   // on this device; waits for the network
	TopicSetAside
	TopicNeedsYou
)
