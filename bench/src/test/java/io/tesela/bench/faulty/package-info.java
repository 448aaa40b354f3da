@NullMarked
package io.tesela.bench.faulty;

import org.jspecify.annotations.NullMarked;
