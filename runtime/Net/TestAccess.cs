using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("FragApi.Net.Tests")]
