package android.app;

import android.content.Context;
import test.Phone;

/** The app's one activity, as Android's documentation describes it. */
public class Activity extends Context {
	private final StringBuilder asked = new StringBuilder();

	public final void requestPermissions(String[] permissions, int code) {
		Phone.step("requestPermissions");
		if (code < 0) {
			throw new IllegalArgumentException("requestCode should be >= 0");
		}
		asked.append(asked.length() > 0 ? " " : "").append(String.join(",", permissions));
	}

	public String tell(String[] words) {
		switch (words[0]) {
			case "asked": // what the person was asked, since the last time
				String all = asked.toString();
				asked.setLength(0);
				return all;
			case "grant":
				granted.add(words[1]);
				return "";
			case "network":
				offline = words[1].equals("missing");
				connectivity.state = words[1];
				return "";
			default:
				throw new IllegalArgumentException(words[0]);
		}
	}
}
