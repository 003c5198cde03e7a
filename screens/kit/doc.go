// Package kit is the look of the app: theme, text, layout and the widgets that all screens share.
//
// A screen is a kit.Page given to the one kit.Shell. Everything on it is made by the functions below, knows its height
// for a width (so text wraps right at the first pass), and reads colours and sizes when it is laid out, never before.
// The kit has no words of its own: every label comes from the caller, in the app's language.
//
//	Theme      &Theme{Mode: FollowSystem|Light|Dark, Scale: 1..2, Reduced: bool}   app.Settings().SetTheme(it)
//	           TextScale() float32   ReducedMotion() bool   TextScales
//	Roles      Ground Surface Sunken Ink InkSoft Line Control Primary OnPrimary PrimarySoft OnPrimSoft ThreadColor
//	           ThreadFaint ThreadSoft OnThreadSoft OK OKSoft OnOKSoft Urgent OnUrgent UrgentSoft Band1..Band5
//
// # The window
//
//	Window(shell) fyne.CanvasObject    what the window is given: SetContent(Window(shell)), SetPadded(false)
//	NewShell(ShellOptions{Brand, Places []Place{Icon, Word}, Help, Menu, OnPlace, OnHelp}) *Shell
//	  .Open(place int, &Page{...})   place None for a page of no place   .SetOptions(...)   .IsLaptop()   .Page()
//	Page{Key, Overline | Out: WayOut(icon, words, tap), Title, Lead, Body, Side, Foot, Corner, Width: Reading|Broad|Whole, Full}
//	  Key: pages with the same key keep scroll and focus when opened anew. Side: second column on a laptop.
//	  Foot stays at the bottom; on a phone that is turned it stands beside the body, the places at the left and the title
//	  in the head; where it would leave too little height it scrolls. Full: no tab bar. Corner: Pill("x", "Close", tap) on the Help screen.
//
// # Text
//
//	Display Title Question Heading Body Strong Small Label Caption (words) *Text     Small and Caption are InkSoft
//	  .In(role) .Soft() .Center() .Right()   .Set(words)
//	NewText(style, role, words) for the rest. A no-break space (U+00A0) holds "6:00 PM" or a telephone number together.
//
// # Layout (nil items are left out; do not pass a typed nil)
//
//	Stack(gap, items...)      one under the other; NewSpace(h) between two items replaces the gap; .Set(...) .Add(...)
//	Row(gap, items...)        side by side at the top; Wide(item) takes the rest     RowCentered(gap, items...)
//	Flow(gap, items...)       natural widths, wraps to a new line                    tags
//	Fit(gap, items...)        side by side over the whole width, or stacked          two buttons
//	Ends(left, right)         at both ends, or one above the other                   heading and fact
//	Columns(share, gap, a, b) share to 1 from a width of 560, or stacked. Page.Side is the second column of a page.
//	ForLaptop(laptop, phone)  one of two, by the width of the window
//	ListDetail(list, detail, open)   ListDetailFits(windowWidth)
//	Stepper(before, middle, after)   a week and its arrows
//	Pad(top, right, bottom, left, item)   AtMost(width, item)   Middle(item)   Left(item)   Scroll(content)
//
// # Showing
//
//	Card(items...)  raised card         Notice(items...)  flat, ThreadSoft         UrgentPanel(items...)   all *Panel
//	  .Padded(top, side)   .Roomy()  24 where the panel is wide
//	Tag(tone, icon, words)   ToneCalm TonePrimary ToneThread ToneOK ToneUrgent
//	StatusLine(icon, role, words)    OK for sent, InkSoft for the rest      FactLine(icon, words)
//	Rule()   NewIcon(name, size, role) .Beside(style)
//	NewThread(Knot{Moment: Done|Past|Now|Later|Blank, Content, Day, Date}...)   Day and Date for the week
//	HourBars(SessionHours{Words, Part}...)      HourRing(number, words, SessionHours...)
//	NewTrend(TrendOptions{Points []TrendPoint{When, Value, Words}, Bands []TrendBand{Name, From}, Top, Short,
//	  AsList, AsChart, Spoken}) *Trend   .Switch() is the button for beside the heading: Ends(Heading(..), trend.Switch())
//	Progress(at, count, words)   StateBars(at, words...)   Facts(Fact{Name, Value}...)
//	NewQueueRow(name, when, reason, tag, tap) .Select(bool)   AlertPanel(question, answer, facts...)
//	Skeleton(parts of the width...)   Empty(sentence, action)   Problem(sentence, action)
//
// # Doing
//
//	PrimaryButton OutlineButton QuietButton UrgentButton UrgentOutlineButton (words, tap) *Button
//	  .WithIcon(name) .Rounded() .Flush() .Small() .Set(words)
//	Pill(icon, words, tap)   IconButton(icon, name, tap)   WayOut(icon, words, tap)   NewTap(name, face, tap)
//	NewRowLink(title, small, tap) *RowLink   .Overline(w) .WithIcon(n) .WithTile(n) .End(w) .With(lines...)
//	Rows(rows...)  with rules between
//	Choices(Options) Segmented(Options) Answers(Options) Scale(Options) *Chooser   .Choose(i) .Chosen()
//	Circles(Options, chosen)  any number of words   NewCheck(words, small, state, done, tap)  a thing to tick off
//	  Options{Words, Chosen: i|None, OnChoose func(i), Spoken func(chosen, place, count) string}
//	NewField NewPasswordField NewPINField (label, hint) *Field   NewTextArea(label, hint, lines)   .Entry .Fault(words) .Count(words) .Narrow() .Reveal(show, hide)
//	FormFoot(state, back, next)   for Page.Foot
//
// # Tests
//
// Package kittest: Open(t, kittest.Phone.InDark().At(2), build) *Screen with Save, Tap(t, name), Type(t, name, words),
// Says(words), Texts, Labels, Find, Scroll, Resize, Picture and Audit, which lists what is cut, covered, too small, too
// faint or nameless; Render(look, build) for programs.
package kit
