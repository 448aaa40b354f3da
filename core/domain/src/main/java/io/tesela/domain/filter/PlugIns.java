package io.tesela.domain.filter;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds what comes with the jars of plug-ins. */
public final class PlugIns {
    private PlugIns() {}

    /**
     * Returns everything of a kind that a {@link ServiceLoader} finds.
     *
     * @throws TeselaException {@link FailureCode#BAD_FILTER} if one cannot be loaded, or its class is there in two versions, of which the
     *     first would win without a word, on each role perhaps another one
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
        Map<String, URL> versions = new TreeMap<>();
        for (URL place :
                Collections.list(classPath.getResources(plugIn.getName().replace('.', '/') + ".class"))) {
            try (InputStream bytes = place.openStream()) {
                versions.putIfAbsent(HexFormat.of().formatHex(bytes.readAllBytes()), place);
            }
        }
        if (versions.size() > 1) {
            throw new IllegalArgumentException(plugIn.getName() + " is in "
                    + versions.values().stream().map(URL::toString).sorted().collect(Collectors.joining(" and "))
                    + ", and they differ (expected: one version)");
        }
    }
}
