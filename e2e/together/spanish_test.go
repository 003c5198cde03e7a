package together

import (
	"fmt"
	"path/filepath"
	"testing"

	"throughline/e2e/apptest"
	"throughline/sync/vault/vaulttest"
)

// Spanish at 200 % on a phone: every question of the PHQ-9 is whole, in the official
// wording; the crisis lines say how to be heard in Spanish; a form without its
// translation is refused whole; and staff read the answers as they were given.
func TestScenario10SpanishWithLargeText(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	maya := clinic.App(t, "maya", apptest.Options{Phone: true})
	maya.See("Hello, Maya")
	maya.Sync()
	maya.Tap("You")
	maya.Tap("Español")
	for range 4 { // 100 to 200 %
		maya.Tap("Más grande")
	}
	maya.Tap("Chequeos")
	whole := func(where string) {
		t.Helper()
		for _, fault := range maya.Audit() {
			t.Errorf("%s: %s", where, fault)
		}
		if t.Failed() {
			path := filepath.Join(t.ArtifactDir(), "spanish.png")
			maya.Picture(path)
			t.Fatalf("%s is not whole: see %s", where, path)
		}
	}

	maya.Tap("PCL-5") // there is no official Spanish wording
	maya.See("solo en inglés")
	if maya.Has("Empezar") {
		t.Error("a form that is not in Spanish can be begun in a mixture")
	}
	whole("the refusal")
	maya.Tap("Cerrar")

	maya.Tap("PHQ-9")
	maya.Tap("Empezar")
	first := "Poco interés o placer en hacer cosas"
	for question := range 9 {
		maya.See(fmt.Sprintf("Pregunta %d de", question+1))
		whole(fmt.Sprint("question ", question+1))
		if question == 0 {
			maya.See(first)
		}
		if question < 8 {
			maya.Tap("Varios días")
			maya.Tap("Siguiente")
		}
	}
	maya.See("Pensamientos de que estaría mejor muerto(a) o de lastimarse de alguna manera")
	maya.Tap("Varios días")
	maya.See("¿Estás a salvo en este momento?")
	whole("the page with help")
	maya.Tap("Volver al cuestionario")
	maya.Tap("Ayuda")
	maya.See("prima 2")
	maya.See("AYUDA")
	whole("Help")
	maya.Tap("Cerrar")
	maya.Tap("Siguiente")
	maya.See("No ha sido difícil")
	whole("the last question")
	maya.Tap("No ha sido difícil")
	maya.Tap("Siguiente")
	maya.See("Enviar a mi equipo")
	whole("the end of the form")
	maya.Tap("Enviar a mi equipo")
	maya.See("Tus respuestas") // it is stored from then on, and there to be synced
	maya.Sync()

	dana := clinic.App(t, "dana", apptest.Options{})
	dana.See("Review")
	dana.Tap("Maya R.")
	dana.See(first)
	dana.See("Varios días")
}
