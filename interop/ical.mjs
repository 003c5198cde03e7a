// Reads an iCalendar file from standard input as ical.js does, which Thunderbird is built on, and prints its events.
import ICAL from 'ical.js';

let text = '';
for await (const chunk of process.stdin) text += chunk;
const calendar = new ICAL.Component(ICAL.parse(text));
const events = calendar.getAllSubcomponents('vevent').map((component) => {
  const event = new ICAL.Event(component);
  const moment = (name) => component.getFirstPropertyValue(name)?.toJSDate().toISOString() ?? '';
  return {
    uid: event.uid,
    summary: event.summary,
    start: moment('dtstart'),
    end: moment('dtend'),
    status: component.getFirstPropertyValue('status') ?? '',
    transparency: component.getFirstPropertyValue('transp') ?? '',
    class: component.getFirstPropertyValue('class') ?? '',
    sequence: event.sequence,
    recurs: event.isRecurring() || event.isRecurrenceException(),
    properties: component.getAllProperties().map((property) => property.name),
  };
});
process.stdout.write(JSON.stringify({ name: calendar.getFirstPropertyValue('name'), events }) + '\n');
