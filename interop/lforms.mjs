// Scores questionnaire responses as LHC-Forms (npm lforms) does, in jsdom. The file that it is given holds a
// Questionnaire and responses to it; it prints the total of each, null where nothing was answered.
import fs from 'node:fs';
import { JSDOM } from 'jsdom';

const { questionnaire, responses } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const dom = new JSDOM('<!doctype html><body></body>', { runScripts: 'outside-only', pretendToBeVisual: true, url: 'http://localhost/' });
const window = dom.window;
const lforms = 'node_modules/lforms/dist/lforms/';
for (const script of ['webcomponent/assets/lib/zone.min.js', 'webcomponent/runtime.js', 'webcomponent/main.js', 'fhir/R4/lformsFHIR.min.js']) {
  window.eval(fs.readFileSync(lforms + script, 'utf8'));
}
const { Util, LFormsData } = window.LForms;
const copy = (value) => window.JSON.parse(JSON.stringify(value));

// TOTALSCORE is LHC-Forms' own sum of the scores of the chosen answers.
const total = (response) => {
  const form = Util.convertFHIRQuestionnaireToLForms(copy(questionnaire), 'R4');
  form.items.push({
    questionCode: 'total', linkId: 'total', question: 'Total', dataType: 'REAL',
    calculationMethod: { name: 'TOTALSCORE' }, questionCardinality: { min: '1', max: '1' },
  });
  const data = new LFormsData(Util.mergeFHIRDataIntoLForms(copy(response), form, 'R4'));
  const { value } = data.itemList.find((item) => item.linkId === 'total');
  return value === undefined ? null : Number(value); // it writes 0 as a text
};
process.stdout.write(JSON.stringify(responses.map(total)) + '\n', () => process.exit(0));
