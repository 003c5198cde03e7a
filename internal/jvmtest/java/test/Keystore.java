package test;

import android.security.keystore.KeyGenParameterSpec;
import android.security.keystore.KeyPermanentlyInvalidatedException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.KeyGeneratorSpi;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The provider AndroidKeyStore: keys that nobody can read, each for what it was made for. */
public final class Keystore extends Provider {
	private static final long serialVersionUID = 1;

	static final Map<String, HardKey> keys = new TreeMap<>();
	static String strongBox = "none"; // works, none, broken
	static String loss = "";          // unrecoverable, invalid

	Keystore() {
		super("AndroidKeyStore", "1", "stands in for Android's");
		put("KeyStore.AndroidKeyStore", Store.class.getName());
		put("KeyGenerator.AES", Maker.class.getName());
		put("Cipher.AES/GCM/NoPadding", Gcm.class.getName());
		put("Cipher.AES/GCM/NoPadding SupportedKeyClasses", HardKey.class.getName());
	}

	String tell(String[] words) {
		switch (words[0]) {
			case "keys": // alias:size:strongbox
				StringBuilder all = new StringBuilder();
				keys.forEach((alias, key) -> all.append(all.length() > 0 ? " " : "")
					.append(alias).append(":").append(key.raw.getEncoded().length * 8).append(key.strongBox ? ":strongbox" : ""));
				return all.toString();
			case "forget": // as after a restore on another phone
				keys.clear();
				return "";
			case "strongbox":
				strongBox = words[1];
				return "";
			case "loss": // loss [KIND]: what becomes of keys that are there
				loss = words.length > 1 ? words[1] : "";
				return "";
			default:
				return null;
		}
	}

	static final class HardKey implements SecretKey {
		private static final long serialVersionUID = 1;
		final transient SecretKeySpec raw;
		final boolean strongBox;

		HardKey(boolean strongBox) {
			byte[] b = new byte[32];
			new SecureRandom().nextBytes(b);
			raw = new SecretKeySpec(b, "AES");
			this.strongBox = strongBox;
		}

		@Override public String getAlgorithm() { return "AES"; }
		@Override public String getFormat() { return null; }
		@Override public byte[] getEncoded() { return null; }
	}

	public static final class Store extends KeyStoreSpi {
		@Override public void engineLoad(InputStream in, char[] password) { Phone.step("load"); }

		@Override public Key engineGetKey(String alias, char[] password) throws UnrecoverableKeyException {
			Phone.step("getKey");
			if (loss.equals("unrecoverable") && keys.containsKey(alias)) {
				throw new UnrecoverableKeyException("Failed to obtain information about key");
			}
			return keys.get(alias);
		}

		@Override public void engineDeleteEntry(String alias) {
			Phone.step("deleteEntry");
			keys.remove(alias);
		}

		@Override public Certificate[] engineGetCertificateChain(String alias) { return null; }
		@Override public Certificate engineGetCertificate(String alias) { return null; }
		@Override public Date engineGetCreationDate(String alias) { return null; }
		@Override public void engineSetKeyEntry(String a, Key k, char[] p, Certificate[] c) throws KeyStoreException { throw new KeyStoreException("no"); }
		@Override public void engineSetKeyEntry(String a, byte[] k, Certificate[] c) throws KeyStoreException { throw new KeyStoreException("no"); }
		@Override public void engineSetCertificateEntry(String a, Certificate c) throws KeyStoreException { throw new KeyStoreException("no"); }
		@Override public Enumeration<String> engineAliases() { return Collections.enumeration(keys.keySet()); }
		@Override public boolean engineContainsAlias(String alias) { return keys.containsKey(alias); }
		@Override public int engineSize() { return keys.size(); }
		@Override public boolean engineIsKeyEntry(String alias) { return keys.containsKey(alias); }
		@Override public boolean engineIsCertificateEntry(String alias) { return false; }
		@Override public String engineGetCertificateAlias(Certificate c) { return null; }
		@Override public void engineStore(OutputStream out, char[] password) { throw new UnsupportedOperationException(); }
	}

	public static final class Maker extends KeyGeneratorSpi {
		private KeyGenParameterSpec spec;

		@Override protected void engineInit(SecureRandom random) { throw new UnsupportedOperationException("Cannot initialize without a KeyGenParameterSpec"); }
		@Override protected void engineInit(int size, SecureRandom random) { throw new UnsupportedOperationException("Cannot initialize without a KeyGenParameterSpec"); }

		@Override protected void engineInit(AlgorithmParameterSpec params, SecureRandom random) throws InvalidAlgorithmParameterException {
			Phone.step("init");
			if (!(params instanceof KeyGenParameterSpec)) {
				throw new InvalidAlgorithmParameterException("Must be initialized using a KeyGenParameterSpec");
			}
			spec = (KeyGenParameterSpec) params;
			if (!"GCM".equals(spec.mode) || !"NoPadding".equals(spec.padding) || spec.size != 256 || spec.purposes != 3) {
				throw new InvalidAlgorithmParameterException("not the key that the vault should ask for");
			}
		}

		@Override protected SecretKey engineGenerateKey() {
			Phone.step("generateKey");
			if (spec.strongBox && strongBox.equals("none")) {
				throw (ProviderException) strongBoxUnavailable();
			}
			if (spec.strongBox && strongBox.equals("broken")) {
				throw new ProviderException("Keystore key generation failed");
			}
			HardKey key = new HardKey(spec.strongBox);
			keys.put(spec.alias, key);
			return key;
		}

		private static RuntimeException strongBoxUnavailable() {
			try {
				return (RuntimeException) Class.forName("android.security.keystore.StrongBoxUnavailableException")
					.getConstructor(String.class).newInstance("Failed to generate key");
			} catch (ReflectiveOperationException e) {
				return new ProviderException(e); // a phone that is older than the class
			}
		}
	}

	/** AES-GCM that insists on choosing the IV, as the Keystore does by default. */
	public static final class Gcm extends CipherSpi {
		private Cipher real;

		private void begin(int mode, Key key, AlgorithmParameterSpec spec, SecureRandom random) throws InvalidKeyException, InvalidAlgorithmParameterException {
			Phone.step("init");
			if (!(key instanceof HardKey)) {
				throw new InvalidKeyException("not a key of this keystore");
			}
			if (loss.equals("invalid")) {
				throw new KeyPermanentlyInvalidatedException("Key permanently invalidated");
			}
			if (mode == Cipher.ENCRYPT_MODE && spec != null) {
				throw new InvalidAlgorithmParameterException("Caller-provided IV not permitted");
			}
			try {
				real = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
				real.init(mode, ((HardKey) key).raw, spec, random);
			} catch (java.security.NoSuchAlgorithmException | java.security.NoSuchProviderException | javax.crypto.NoSuchPaddingException e) {
				throw new ProviderException(e);
			}
		}

		@Override protected void engineInit(int mode, Key key, SecureRandom random) throws InvalidKeyException {
			try {
				begin(mode, key, null, random);
			} catch (InvalidAlgorithmParameterException e) {
				throw new InvalidKeyException(e);
			}
		}

		@Override protected void engineInit(int mode, Key key, AlgorithmParameterSpec spec, SecureRandom random) throws InvalidKeyException, InvalidAlgorithmParameterException {
			begin(mode, key, spec, random);
		}

		@Override protected void engineInit(int mode, Key key, AlgorithmParameters params, SecureRandom random) throws InvalidAlgorithmParameterException {
			throw new InvalidAlgorithmParameterException("give a spec");
		}

		@Override protected byte[] engineGetIV() {
			Phone.step("getIV");
			return real.getIV();
		}

		@Override protected void engineUpdateAAD(byte[] src, int offset, int len) {
			Phone.step("updateAAD");
			real.updateAAD(src, offset, len);
		}

		@Override protected byte[] engineDoFinal(byte[] in, int offset, int len) throws javax.crypto.IllegalBlockSizeException, javax.crypto.BadPaddingException {
			Phone.step("doFinal");
			return real.doFinal(in, offset, len);
		}

		@Override protected void engineSetMode(String mode) {}
		@Override protected void engineSetPadding(String padding) {}
		@Override protected int engineGetBlockSize() { return 16; }
		@Override protected int engineGetOutputSize(int len) { return len + 16; }
		@Override protected AlgorithmParameters engineGetParameters() { return real.getParameters(); }
		@Override protected byte[] engineUpdate(byte[] in, int offset, int len) { throw new UnsupportedOperationException(); }
		@Override protected int engineUpdate(byte[] in, int offset, int len, byte[] out, int at) { throw new UnsupportedOperationException(); }
		@Override protected int engineDoFinal(byte[] in, int offset, int len, byte[] out, int at) { throw new UnsupportedOperationException(); }
	}
}
