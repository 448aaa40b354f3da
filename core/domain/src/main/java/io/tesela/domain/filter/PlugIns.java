package io.tesela.domain.filter;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Finds what comes with the jars of plug-ins. */
public final class PlugIns {
    private PlugIns() {}

    /**
     * Returns everything of a kind that a {@link ServiceLoader} finds.
     *
     * @throws TeselaException {@link FailureCode#BAD_FILTER} if one cannot be loaded, or its class is there twice: of two versions
     *     of a jar the first would win without a word, on each role another one
     */
    public static <S> List<S> load(Class<S> kind, ClassLoader classPath) {
        List<S> found = new ArrayList<>();
        try {
            ServiceLoader.load(kind, classPath).forEach(found::add);
            for (S plugIn : found) {
                requireOnce(plugIn.getClass(), classPath);
            }
        } catch (ServiceConfigurationError | LinkageError | IOException | RuntimeException e) {
            throw unloadable(e);
        }
        return found;
    }

    /** Returns that plug-ins cannot be loaded, with all that is known of why. */
    public static TeselaException unloadable(Throwable error) {
        Throwable cause = error.getCause();
        return new TeselaException(
                FailureCode.BAD_FILTER,
                "plug-in: " + (error instanceof IllegalArgumentException ? error.getMessage() : error)
                        + (cause == null ? "" : ": " + cause),
                error);
    }

    private static void requireOnce(Class<?> plugIn, ClassLoader classPath) throws IOException {
        List<URL> places =
                Collections.list(classPath.getResources(plugIn.getName().replace('.', '/') + ".class"));
        if (places.size() > 1) {
            throw new IllegalArgumentException(plugIn.getName() + " is in "
                    + places.stream().map(URL::toString).sorted().collect(Collectors.joining(" and "))
                    + " (expected: in one place)");
        }
    }
}
