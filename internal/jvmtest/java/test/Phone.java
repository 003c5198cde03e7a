package test;

import android.app.Activity;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;

/** A phone that does as it is told. Everything that the app calls goes through step. */
public final class Phone {
	private Phone() {}

	private static final Keystore keystore = new Keystore();
	private static final List<String> steps = new ArrayList<>();
	private static int failAt; // 0: never
	private static String failWith;
	static final Activity activity = new Activity();

	public static Activity boot() {
		Security.addProvider(keystore);
		return activity;
	}

	/** Counts what the app calls, and throws where a test asked for it. */
	public static synchronized void step(String what) {
		steps.add(what);
		if (failAt > 0 && steps.size() == failAt) {
			Phone.<RuntimeException>hurl(make(failWith));
		}
	}

	private static Throwable make(String name) {
		try {
			return (Throwable) Class.forName(name).getConstructor(String.class).newInstance("as the test asked");
		} catch (ReflectiveOperationException e) {
			throw new IllegalArgumentException(name, e);
		}
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> void hurl(Throwable t) throws T {
		throw (T) t;
	}

	/** The test's side. */
	public static synchronized String tell(String command) {
		String[] words = command.split(" ");
		switch (words[0]) {
			case "fail": // fail N CLASS: the Nth call from now throws
				steps.clear();
				failAt = Integer.parseInt(words[1]);
				failWith = words[2];
				return "";
			case "works": // nothing fails any more
				failAt = 0;
				steps.clear();
				return "";
			case "steps": // what was called since
				return String.join(" ", steps);
			case "no-provider":
				Security.removeProvider(keystore.getName());
				return "";
			case "provider":
				Security.addProvider(keystore);
				return "";
			case "threads": // that Java knows and this program attached
				return String.valueOf(Thread.getAllStackTraces().size());
			default:
				String answer = keystore.tell(words);
				return answer != null ? answer : activity.tell(words);
		}
	}

}
