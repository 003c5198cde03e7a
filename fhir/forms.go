package fhir

// Questionnaire is a form.
type Questionnaire struct {
	Base
	URL             string              `json:"url"`
	Identifier      []Identifier        `json:"identifier"`
	Version         string              `json:"version"`
	Name            string              `json:"name"`
	Title           string              `json:"title"`
	DerivedFrom     []string            `json:"derivedFrom"`
	Status          string              `json:"status"`
	Experimental    *bool               `json:"experimental"`
	SubjectType     []string            `json:"subjectType"`
	Date            string              `json:"date"`
	Publisher       string              `json:"publisher"`
	Description     string              `json:"description"`
	Purpose         string              `json:"purpose"`
	Copyright       string              `json:"copyright"`
	EffectivePeriod Period              `json:"effectivePeriod"`
	Code            []Coding            `json:"code"`
	Item            []QuestionnaireItem `json:"item"`
}

// QuestionnaireItem is a question, a text or a group.
type QuestionnaireItem struct {
	Element
	LinkID         string              `json:"linkId"`
	Definition     string              `json:"definition"`
	Code           []Coding            `json:"code"`
	Prefix         string              `json:"prefix"`
	Text           string              `json:"text"`
	Type           string              `json:"type"`
	EnableWhen     []EnableWhen        `json:"enableWhen"`
	EnableBehavior string              `json:"enableBehavior"`
	Required       *bool               `json:"required"`
	Repeats        *bool               `json:"repeats"`
	ReadOnly       *bool               `json:"readOnly"`
	MaxLength      int                 `json:"maxLength"`
	AnswerValueSet string              `json:"answerValueSet"`
	AnswerOption   []AnswerOption      `json:"answerOption"`
	Initial        []AnswerInitial     `json:"initial"`
	Item           []QuestionnaireItem `json:"item"`
}

// EnableWhen says when an item is asked.
type EnableWhen struct {
	Element
	Question        string     `json:"question"`
	Operator        string     `json:"operator"`
	AnswerBoolean   *bool      `json:"answerBoolean"`
	AnswerDecimal   Decimal    `json:"answerDecimal"`
	AnswerInteger   *int       `json:"answerInteger"`
	AnswerDate      string     `json:"answerDate"`
	AnswerDateTime  string     `json:"answerDateTime"`
	AnswerTime      string     `json:"answerTime"`
	AnswerString    string     `json:"answerString"`
	AnswerCoding    *Coding    `json:"answerCoding"`
	AnswerQuantity  *Quantity  `json:"answerQuantity"`
	AnswerReference *Reference `json:"answerReference"`
}

// AnswerOption is one answer that can be chosen.
type AnswerOption struct {
	Element
	ValueInteger    *int       `json:"valueInteger"`
	ValueDate       string     `json:"valueDate"`
	ValueTime       string     `json:"valueTime"`
	ValueString     string     `json:"valueString"`
	ValueCoding     *Coding    `json:"valueCoding"`
	ValueReference  *Reference `json:"valueReference"`
	InitialSelected *bool      `json:"initialSelected"`
}

// AnswerInitial is a value that is there from the start.
type AnswerInitial struct {
	Element
	ValueBoolean   *bool      `json:"valueBoolean"`
	ValueDecimal   Decimal    `json:"valueDecimal"`
	ValueInteger   *int       `json:"valueInteger"`
	ValueDate      string     `json:"valueDate"`
	ValueDateTime  string     `json:"valueDateTime"`
	ValueTime      string     `json:"valueTime"`
	ValueString    string     `json:"valueString"`
	ValueURI       string     `json:"valueUri"`
	ValueCoding    *Coding    `json:"valueCoding"`
	ValueQuantity  *Quantity  `json:"valueQuantity"`
	ValueReference *Reference `json:"valueReference"`
}

// QuestionnaireResponse is one set of answers.
type QuestionnaireResponse struct {
	Base
	Identifier    *Identifier    `json:"identifier"`
	BasedOn       []Reference    `json:"basedOn"`
	PartOf        []Reference    `json:"partOf"`
	Questionnaire string         `json:"questionnaire"`
	Status        string         `json:"status"`
	Subject       Reference      `json:"subject"`
	Encounter     Reference      `json:"encounter"`
	Authored      string         `json:"authored"`
	Author        Reference      `json:"author"`
	Source        Reference      `json:"source"`
	Item          []ResponseItem `json:"item"`
}

// ResponseItem is the answer to one item.
type ResponseItem struct {
	Element
	LinkID     string           `json:"linkId"`
	Definition string           `json:"definition"`
	Text       string           `json:"text"`
	Answer     []ResponseAnswer `json:"answer"`
	Item       []ResponseItem   `json:"item"`
}

// ResponseAnswer is one answer.
type ResponseAnswer struct {
	Element
	ValueBoolean    *bool          `json:"valueBoolean"`
	ValueDecimal    Decimal        `json:"valueDecimal"`
	ValueInteger    *int           `json:"valueInteger"`
	ValueDate       string         `json:"valueDate"`
	ValueDateTime   string         `json:"valueDateTime"`
	ValueTime       string         `json:"valueTime"`
	ValueString     string         `json:"valueString"`
	ValueURI        string         `json:"valueUri"`
	ValueAttachment *Attachment    `json:"valueAttachment"`
	ValueCoding     *Coding        `json:"valueCoding"`
	ValueQuantity   *Quantity      `json:"valueQuantity"`
	ValueReference  *Reference     `json:"valueReference"`
	Item            []ResponseItem `json:"item"`
}
