package android.content;

import android.net.ConnectivityManager;
import java.util.Set;
import java.util.TreeSet;
import test.Phone;

public abstract class Context {
	protected final Set<String> granted = new TreeSet<>();
	protected final ConnectivityManager connectivity = new ConnectivityManager();
	protected boolean offline; // a phone without the service

	public Object getSystemService(String name) {
		Phone.step("getSystemService");
		return name.equals("connectivity") && !offline ? connectivity : null;
	}

	public int checkSelfPermission(String permission) {
		Phone.step("checkSelfPermission");
		return granted.contains(permission) ? 0 : -1;
	}
}
