package io.tesela.domain.job;

import java.security.SecureRandom;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Names a job; also the key of its records and the name of its folder.
 *
 * @param value 1 to 64 of a-z, 0-9 and '-', so that it is safe as a file name
 */
public record JobId(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LENGTH = 16;

    public JobId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("job: " + value + " (expected: 1 to 64 of a-z, 0-9 and '-')");
        }
    }

    /** Returns whether {@code text} can be an id. */
    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    /** Returns a new id of 80 random bits: nobody guesses another client's job. */
    public static JobId random() {
        return random(new SecureRandom());
    }

    static JobId random(Random random) {
        StringBuilder text = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new JobId(text.toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
