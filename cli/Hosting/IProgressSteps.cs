namespace FragApi.Cli.Hosting;

/// <summary>Where long work says what it is at.</summary>
internal interface IProgressSteps
{
    /// <summary>The work is at this step, and so far with it.</summary>
    void Step(string what, int done, int of);

    /// <summary>Something the user should know, that does not end the run.</summary>
    void Note(string text);
}
