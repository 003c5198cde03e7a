package android.net;

import test.Phone;

/** Needs ACCESS_NETWORK_STATE, without which it throws. */
public class ConnectivityManager {
	public String state = "free"; // none, metered, free, forbidden

	private void allowed() {
		if (state.equals("forbidden")) {
			throw new SecurityException("Neither user nor current process has android.permission.ACCESS_NETWORK_STATE.");
		}
	}

	public Network getActiveNetwork() {
		Phone.step("getActiveNetwork");
		allowed();
		return state.equals("none") ? null : new Network();
	}

	public boolean isActiveNetworkMetered() {
		Phone.step("isActiveNetworkMetered");
		allowed();
		return state.equals("metered");
	}
}
