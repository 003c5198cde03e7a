package android.security.keystore;

import java.security.ProviderException;

/** Came with API 28. */
public class StrongBoxUnavailableException extends ProviderException {
	private static final long serialVersionUID = 1;

	public StrongBoxUnavailableException(String message) {
		super(message);
	}
}
