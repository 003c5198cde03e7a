package android.security.keystore;

import java.security.spec.AlgorithmParameterSpec;
import test.Phone;

/** What a key in the Keystore is to be like (API 23). */
public final class KeyGenParameterSpec implements AlgorithmParameterSpec {
	public String alias, mode, padding;
	public int purposes, size;
	public boolean strongBox;

	private KeyGenParameterSpec() {}

	public static final class Builder {
		private final KeyGenParameterSpec spec = new KeyGenParameterSpec();

		public Builder(String alias, int purposes) {
			Phone.step("Builder");
			if (alias == null) {
				throw new NullPointerException("keystoreAlias == null");
			}
			spec.alias = alias;
			spec.purposes = purposes;
		}

		public Builder setBlockModes(String... modes) {
			Phone.step("setBlockModes");
			spec.mode = String.join(",", modes);
			return this;
		}

		public Builder setEncryptionPaddings(String... paddings) {
			Phone.step("setEncryptionPaddings");
			spec.padding = String.join(",", paddings);
			return this;
		}

		public Builder setKeySize(int size) {
			Phone.step("setKeySize");
			spec.size = size;
			return this;
		}

		public Builder setIsStrongBoxBacked(boolean on) {
			if (android.os.Build.VERSION.SDK_INT < 28) {
				throw new NoSuchMethodError("setIsStrongBoxBacked came with API 28");
			}
			Phone.step("setIsStrongBoxBacked");
			spec.strongBox = on;
			return this;
		}

		public KeyGenParameterSpec build() {
			Phone.step("build");
			return spec;
		}
	}
}
