@NullMarked
package io.tesela.bench.leaks;

import org.jspecify.annotations.NullMarked;
