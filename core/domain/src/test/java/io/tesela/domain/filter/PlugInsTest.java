package io.tesela.domain.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlugInsTest {
    private static final String FILE = Mine.class.getName().replace('.', '/') + ".class";

    @TempDir
    Path jar;

    /** One of a plug-in. */
    public static final class Mine implements FilterDeclaration {
        @Override
        public String name() {
            return "mine";
        }

        @Override
        public String summary() {
            return "A filter.";
        }
    }

    @Test
    void load_classThatIsNamed_isFound() throws IOException {
        name(Mine.class.getName());

        try (URLClassLoader classPath = classPath()) {
            List<FilterDeclaration> found = PlugIns.load(FilterDeclaration.class, classPath);

            assertThat(found).hasExactlyElementsOfTypes(Mine.class);
        }
    }

    @Test
    void load_classThatIsThereTwice_isFoundOnce() throws IOException {
        name(Mine.class.getName());
        Files.write(copy(), bytes());

        try (URLClassLoader classPath = classPath()) {
            assertThat(PlugIns.load(FilterDeclaration.class, classPath)).hasExactlyElementsOfTypes(Mine.class);
        }
    }

    @Test
    void load_classInTwoVersions_isRefusedAndBothAreNamed() throws IOException {
        name(Mine.class.getName());
        byte[] other = bytes();
        other[other.length - 1]++;
        Files.write(copy(), other);

        try (URLClassLoader classPath = classPath()) {
            assertThatThrownBy(() -> PlugIns.load(FilterDeclaration.class, classPath))
                    .isInstanceOfSatisfying(
                            TeselaException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.BAD_FILTER))
                    .hasMessageStartingWith("plug-in: " + Mine.class.getName() + " is in ")
                    .hasMessageContaining(copy().toUri().getPath())
                    .hasMessageEndingWith(", and they differ (expected: one version)");
        }
    }

    @Test
    void load_classThatIsNotThere_isRefusedByName() throws IOException {
        name("com.example.Gone");

        try (URLClassLoader classPath = classPath()) {
            assertThatThrownBy(() -> PlugIns.load(FilterDeclaration.class, classPath))
                    .isInstanceOf(TeselaException.class)
                    .hasMessageContaining("com.example.Gone");
        }
    }

    private void name(String plugIn) throws IOException {
        Path services = Files.createDirectories(jar.resolve("META-INF/services"));
        Files.writeString(services.resolve(FilterDeclaration.class.getName()), plugIn);
    }

    private Path copy() throws IOException {
        Path copy = jar.resolve(FILE);
        Files.createDirectories(Objects.requireNonNull(copy.getParent()));
        return copy;
    }

    private static byte[] bytes() throws IOException {
        try (InputStream bytes = Objects.requireNonNull(Mine.class.getResourceAsStream("/" + FILE))) {
            return bytes.readAllBytes();
        }
    }

    private URLClassLoader classPath() throws IOException {
        return new URLClassLoader(new URL[] {jar.toUri().toURL()}, PlugInsTest.class.getClassLoader());
    }
}
